/** The longest key S3 takes is 1,024 bytes; S3 counts bytes of UTF-8, not characters. */
const LONG = 1_000;

const SHAPES: readonly ((n: string) => string)[] = [
  (n) => `plain/${n}.txt`,
  (n) => `with spaces/in the  middle ${n}.txt`,
  (n) => `plus+sign+${n}.txt`,
  (n) => `percent%${n}/100%25/%2F%zz.txt`,
  (n) => `ünïcödé/${n}/日本語/файл.txt`,
  (n) => `emoji/😀👩‍👩‍👧/${n}`,
  (n) => `decomposed/e\u0301/${n}`,
  (n) => `query?versionId=${n}&x=1#fragment`,
  (n) => `quotes/"'\`${n}<>&;`,
  (n) => `brackets/(${n})[a]{b}!*$@:,=~|^\\`,
  (n) => `two//slashes//${n}//`,
  (n) => `/leading/${n}`,
  (n) => ` leading and trailing space ${n} `,
  (n) => `tab\tand newline\n${n}`,
  (n) => `long/${n}/`.padEnd(LONG, 'x'),
  (n) => `long/${n}/${'é'.repeat(LONG)}`.slice(0, LONG / 2),
  (n) => `folder marker ${n}/`,
  (n) => `plus and space + ${n} %2B`,
  (n) => `dots/.../${n}.`,
  (n) => `a=b&c=d+${n}`,
];

/** `count` different keys, each shape of trouble in its turn. */
export function awkwardKeys(count: number, series: string): string[] {
  return Array.from({ length: count }, (_, index) => {
    const shape = SHAPES[index % SHAPES.length]!;
    return shape(`${series}${Math.floor(index / SHAPES.length)}`);
  });
}
