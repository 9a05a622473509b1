// The direction of imports (docs/architecture.md, "Layout"): `npm run lint` holds it, types included. No exceptions.

/** Rooms of the audit from the ground up: a room imports those of lower floors, never one beside it. */
const FLOORS = [
  ['errors'],
  ['records', 'output', 'threads', 'remembering.ts'],
  ['memory.ts'],
  ['sources', 'access-log', 'address-ranges', 'aws', 'policy'],
  ['cloudtrail', 'collect'],
  ['engines'],
  ['judge'],
  ['evaluate', 'init', 'query', 'report', 'request', 'review'],
  ['deployer', 'doctor', 'rehearse'],
  ['cli'],
];

const ROOMS = FLOORS.flat();
const inRooms = (rooms) => `^audit/(${rooms.map((room) => room.replace('.', '\\.')).join('|')})(/|$)`;

const downwards = FLOORS.flatMap((floor, height) =>
  floor.map((room) => ({
    name: `${room}-imports-downwards`,
    comment: `audit/${room} imports only what lies below it`,
    severity: 'error',
    from: { path: inRooms([room]) },
    to: {
      path: inRooms(
        FLOORS.slice(height)
          .flat()
          .filter((other) => other !== room),
      ),
    },
  })),
);

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...downwards,
    {
      name: 'every-room-has-its-floor',
      comment: 'a new folder of audit/ is to be named among FLOORS',
      severity: 'error',
      from: { path: '.', pathNot: '^node_modules' },
      to: { path: '^audit/', pathNot: inRooms(ROOMS) },
    },
    {
      name: 'contract-imports-nobody',
      severity: 'error',
      from: { path: '^contract/' },
      to: { path: '^(audit|library|modules|bench|samples|test)/|^(main|demo)\\.ts$' },
    },
    {
      name: 'modules-never-import-the-audit',
      severity: 'error',
      from: { path: '^modules/' },
      to: { path: '^(audit|bench|library|samples|test)/|^(main|demo)\\.ts$' },
    },
    {
      name: 'the-audit-never-imports-modules',
      severity: 'error',
      from: { path: '^audit/' },
      to: { path: '^(modules|bench|library|samples|test)/|^(main|demo)\\.ts$' },
    },
    {
      name: 'assembly-alone-reads-a-deployment',
      comment: 'a construct takes settings and names as props; the whole deployment is for modules/assembly to read',
      severity: 'error',
      from: { path: '^modules/', pathNot: '^modules/assembly/' },
      to: {
        path: '^modules/assembly/|^contract/deployment/',
        pathNot: '^contract/deployment/(names|[a-z-]+-settings)\\.ts$',
      },
    },
    { name: 'no-circle-of-files', severity: 'error', from: {}, to: { circular: true } },
    { name: 'nothing-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|audit/engines/local/scanner/wasm)/' },
    // Imports of types too, and those inside functions.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
