/** What templates and paths are tried on; their recorded answers are of this. */
export const DATA = {
  kind: "List",
  n: 3,
  f: 1.5,
  t: true,
  nul: null,
  e: [],
  eo: {},
  items: [
    {
      kind: "None",
      metadata: { name: "127.0.0.1", labels: { "kubernetes.io/hostname": "127.0.0.1", "a.b": "dot", app: "web" } },
      status: {
        capacity: { cpu: "4" },
        addresses: [{ type: "LegacyHostIP", address: "127.0.0.1" }],
        ready: true,
        n: 1,
      },
    },
    {
      kind: "None",
      metadata: { name: "127.0.0.2" },
      status: {
        capacity: { cpu: "8" },
        addresses: [
          { type: "LegacyHostIP", address: "127.0.0.2" },
          { type: "another", address: "127.0.0.3" },
        ],
        n: 2,
      },
    },
  ],
  users: [
    { name: "myself", user: {} },
    { name: "e2e", user: { username: "admin", password: "se<cret" } },
  ],
  one: { x: [{ y: [{ z: 1 }, { z: 2 }] }, { y: [{ z: 3 }] }] },
};
