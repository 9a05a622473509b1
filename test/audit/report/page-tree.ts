import type { DefaultTreeAdapterTypes } from 'parse5';

export type Node = DefaultTreeAdapterTypes.Node;

/** Every element below a node, and the node itself. */
export function elementsOf(node: Node): readonly DefaultTreeAdapterTypes.Element[] {
  const below = 'childNodes' in node ? node.childNodes.flatMap(elementsOf) : [];
  return 'tagName' in node ? [node, ...below] : below;
}

/** What a reader sees of a node. */
export function textOf(node: Node): string {
  if (node.nodeName === '#text') return (node as DefaultTreeAdapterTypes.TextNode).value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}

/** Elements, attributes and comments, without their text. */
export function shapeOf(node: Node): unknown {
  const attributes = 'attrs' in node ? node.attrs.map(({ name }) => name) : [];
  const below = 'childNodes' in node ? node.childNodes.map(shapeOf) : [];
  return [node.nodeName, attributes, below.filter((shape) => (shape as [string])[0] !== '#text')];
}
