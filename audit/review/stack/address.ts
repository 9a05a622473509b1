/** Says whether a provider may have a type of this name: tables are looked up by types, and every object has a `constructor`. */
export function isResourceType(type: string): boolean {
  return !(type in Object.prototype);
}

/**
 * An address or a reference as the configuration names the resource: `aws_iam_role.a["x"]` and `aws_iam_role.a[each.key]` are of
 * `aws_iam_role.a`. A key may hold brackets, dots and quotes itself.
 */
export function withoutInstances(address: string): string {
  let kept = '';
  let at = 0;
  for (let open = address.indexOf('['); open !== -1; open = address.indexOf('[', at)) {
    kept += address.slice(at, open);
    at = endOfKey(address, open + 1);
  }
  return kept + address.slice(at);
}

/** Where a key ends that begins at `start`, its bracket included. */
function endOfKey(address: string, start: number): number {
  let isQuoted = false;
  for (let at = start; at < address.length; at++) {
    const character = address[at];
    if (character === '\\' && isQuoted) at++;
    else if (character === '"') isQuoted = !isQuoted;
    else if (character === ']' && !isQuoted) return at + 1;
  }
  return address.length;
}
