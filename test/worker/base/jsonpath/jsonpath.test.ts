import { describe, expect, test } from "vitest";
import { JsonPath, JsonPathError, relaxedJsonPath } from "../../../../worker/base/jsonpath/index.ts";
import { DATA } from "../sample.ts";

/** Recorded from k8s.io/client-go 0.36: "P:" is an error of parsing, "E:" one of executing. */
const RECORDED: readonly (readonly [template: string, allowMissingKeys: boolean, answer: string])[] = [
  ["{.kind}", false, "List"],
  [
    "{@}",
    false,
    '{"e":[],"eo":{},"f":1.5,"items":[{"kind":"None","metadata":{"labels":{"a.b":"dot","app":"web","kubernetes.io/hostname":"127.0.0.1"},"name":"127.0.0.1"},"status":{"addresses":[{"address":"127.0.0.1","type":"LegacyHostIP"}],"capacity":{"cpu":"4"},"n":1,"ready":true}},{"kind":"None","metadata":{"name":"127.0.0.2"},"status":{"addresses":[{"address":"127.0.0.2","type":"LegacyHostIP"},{"address":"127.0.0.3","type":"another"}],"capacity":{"cpu":"8"},"n":2}}],"kind":"List","n":3,"nul":null,"one":{"x":[{"y":[{"z":1},{"z":2}]},{"y":[{"z":3}]}]},"t":true,"users":[{"name":"myself","user":{}},{"name":"e2e","user":{"password":"se\\u003ccret","username":"admin"}}]}',
  ],
  ["{.kind}-{.n} {.f} {.t} {.nul} {.e} {.eo}", false, "List-3 1.5 true null [] {}"],
  ["{.items[*].metadata.name}", false, "127.0.0.1 127.0.0.2"],
  ["{.items[*]['metadata.name', 'status.capacity']}", false, '127.0.0.1 127.0.0.2 {"cpu":"4"} {"cpu":"8"}'],
  ['{.users[?(@.name=="e2e")].user.password}', false, "se<cret"],
  ["{.users[?(@.name=='e2e')].user}", false, '{"password":"se\\u003ccret","username":"admin"}'],
  [
    "{range .items[*]}[{.metadata.name}, {.status.capacity}] {end}",
    false,
    '[127.0.0.1, {"cpu":"4"}] [127.0.0.2, {"cpu":"8"}] ',
  ],
  ['{range .items[*]}{.metadata.name}{"\\t"}{.status.capacity.cpu}{"\\n"}{end}', false, "127.0.0.1\t4\n127.0.0.2\t8\n"],
  [
    "{range .items[*]}{.metadata.name}{range .status.addresses[*]}<{.type}>{end};{end}tail",
    false,
    "127.0.0.1<LegacyHostIP>;127.0.0.2<LegacyHostIP><another>;tail",
  ],
  ["{range .e[*]}{.x.y}{end}after", false, "E: x is not found"],
  ["{range .e[*]}{.x.y}{end}after", true, "after"],
  ["{.items[0].metadata.labels.kubernetes\\.io/hostname}", false, "127.0.0.1"],
  ["{.items[0].metadata.labels['kubernetes\\.io/hostname']}", false, "127.0.0.1"],
  ["{.items[0].metadata.labels['a.b']}", false, "E: a is not found"],
  ["{.items[0].metadata.labels['a.b']}", true, ""],
  ["{.nope}x", true, "x"],
  ["{.nope}", false, "E: nope is not found"],
  ["{.items[5]}", false, "E: array index out of bounds: index 5, length 2"],
  ["{.items[-1].metadata.name}", false, "127.0.0.2"],
  ["{.items[-2:].metadata.name}", false, "127.0.0.1 127.0.0.2"],
  ["{.items[:1].metadata.name}", false, "127.0.0.1"],
  ["{.items[0:2:1].metadata.name}", false, "127.0.0.1 127.0.0.2"],
  ["{.items[::2].metadata.name}", false, "127.0.0.1"],
  ["{.items[1:0]}", false, "E: starting index 1 is greater than ending index 0"],
  ["{.items[0:5]}", false, "E: array index out of bounds: index 4, length 2"],
  ["{.items[-5]}", false, "E: array index out of bounds: index -3, length 2"],
  ["{.items[0,1].metadata.name}", false, "127.0.0.1 127.0.0.2"],
  ["{.items[]..name}", false, "127.0.0.1"],
  ["{.kind[0]}", false, "E: string is not array or slice"],
  ["{.n[0]}", false, "E: int64 is not array or slice"],
  ["{.eo[0]}", false, "E: map[string]interface {} is not array or slice"],
  ["{.users[?(@.user.username)].name}", false, "e2e"],
  ["{.users[?(@.user.username)].name}", true, "e2e"],
  ["{.items[?(@.status.n>1)].metadata.name}", false, "127.0.0.2"],
  ["{.items[?(@.status.n>=1)].metadata.name}", false, "127.0.0.1 127.0.0.2"],
  ["{.items[?(@.status.n!=1)].metadata.name}", false, "127.0.0.2"],
  ["{.items[?(@.status.n<1.5)].metadata.name}", false, "E: incompatible types for comparison"],
  ["{.items[?(@.status.ready==true)].metadata.name}", false, "E: ready is not found"],
  ["{.items[?(@.status.ready==true)].metadata.name}", true, "127.0.0.1"],
  ['{.items[?(@.status.n=="1")].metadata.name}', false, "E: incompatible types for comparison"],
  [
    '{.items[?(@.status.n==1 && @.kind=="None")].metadata.name}',
    false,
    "P: unrecognized character in action: U+0026 '&'",
  ],
  [
    '{.items[?(@.kind=="None" && @.status.n==1)].metadata.name}',
    false,
    "P: unrecognized character in action: U+0026 '&'",
  ],
  [
    '{.items[?(@.kind=="None" || @.status.n==1)].metadata.name}',
    false,
    "P: unrecognized character in action: U+007C '|'",
  ],
  ['{.items[?(@.kind=~"N.*")].metadata.name}', false, "P: unrecognized character in action: U+007E '~'"],
  ['{.items[?(@.metadata.name=="127.0.0.2")].status.addresses[?(@.type=="another")].address}', false, "127.0.0.3"],
  ["{.one.x[*].y[*].z}", false, "1 2 3"],
  ["{.one..z}", false, "1 2 3"],
  ["{.one.x[*].y[0].z}", false, "1 3"],
  ["{.one..*}", false, "P: unrecognized character in action: U+002A '*'"],
  ["{....z}", false, "P: invalid multiple recursive descent"],
  ["{..  ..z}", false, "P: invalid multiple recursive descent"],
  ["{.items.metadata}", false, "E: metadata is not found"],
  ["{.eo.*}", false, ""],
  ["{.kind.*}", false, "76 105 115 116"],
  ["{end}", false, "E: not in range, nothing to end"],
  ["{range .items[*]}{.kind}", false, "NoneNoneList"],
  ["{.items[*", false, "P: unterminated array"],
  ["{.kind", false, "P: unclosed action"],
  ['{"unterminated}', false, "P: unterminated quoted string"],
  ["{'single'}{\"dou\\\"ble\\t\"}{'it\\'s'}{\"bad\\q\"}", false, 'P: unquote string "bad\\q" error invalid syntax'],
  ['{"tab\\t"}', false, "tab\t"],
  ["{foo}", false, "E: unrecognized identifier foo"],
  ["{.a,.b}", false, "P: unrecognized character in action: U+002C ','"],
  ["{&}", false, "P: unrecognized character in action: U+0026 '&'"],
  ["{-5}{+3}{1.5}{1.2.3}", false, "P: cannot parse number 1.2.3"],
  ["{true}{false}", false, "truefalse"],
  ["{range .items[*]}{end}{end}", false, "E: not in range, nothing to end"],
  ["text only } here", false, "text only } here"],
  ["{$.kind}{@.kind}", false, "ListList"],
  ["{.items[abc]}", false, "P: invalid array index abc"],
  ["{.items['a", false, "P: unterminated array"],
  ["{.items[?(@.x]}", false, "P: unterminated filter"],
  ['{.items[?(@.kind=="a)"]}', false, "P: unterminated filter"],
  ["{.kind[?(@.x)]}", false, "E: List is not array or slice and cannot be filtered"],
  ["{.nul.x}", false, "E: x is not found"],
  ["{.nul.x}", true, ""],
  ["{.nul[0]}", false, ""],
  ["{.nul[*]}", false, ""],
  ["{.users[*].user.username}", false, "admin"],
  ["{.users[*].user}", false, '{} {"password":"se\\u003ccret","username":"admin"}'],
  ["{.items[*].status.addresses[0].address}", false, "127.0.0.1 127.0.0.2"],
  ["{.items[*].status.addresses[1].address}", false, "E: array index out of bounds: index 1, length 1"],
  ["{.n.x}", false, "E: x is not found"],
  ["{.n.x}", true, ""],
  ['{.items[?(@.status.addresses[*].type=="another")].kind}', false, "E: can only compare one element at a time"],
  ['{.items[?(@.nope=="x")].kind}', false, "E: nope is not found"],
  ['{.items[?(@.nope=="x")].kind}', true, ""],
  ["{.items[?(@.kind==@.kind)].metadata.name}", false, "127.0.0.1 127.0.0.2"],
  ['{.items[?(@.kind<"O")].metadata.name}', false, "127.0.0.1 127.0.0.2"],
  ['{.items[?(@.kind=="None")].metadata.name} {.items[?(@.status>1)].kind}', false, "E: invalid type for comparison"],
  ['{range .items[?(@.kind=="None")]}{.metadata.name}{", "}{end}', false, "127.0.0.1, 127.0.0.2, "],
  ["{range @.items[*]}{@.metadata.name} {end}", false, "127.0.0.1 127.0.0.2 "],
  ["{range.items[*]}{.kind}{end}", false, "NoneNone"],
  ["{range .items[*].status.addresses[*]}{.address} {end}", false, "127.0.0.1 127.0.0.2 127.0.0.3 "],
  ["{.items[0]. metadata}", false, "E:  is not found"],
  ["{ .kind }", false, "List"],
  ["{.items[ 0 ].kind}", false, "P: invalid array index  0 "],
  ["{.items[*].status['n','ready']}", false, "1 2 true"],
  ["{.items[*].status['n','ready']}", true, "1 2 true"],
  ["{[0]}", false, "E: map[string]interface {} is not array or slice"],
  ["{.e[0]}", false, "E: array index out of bounds: index 0, length 0"],
  ["{.e[*]}x", false, "x"],
  ["{.e[:]}x", false, "x"],
  ["{.e[0:0]}x", false, "x"],
  ["{.items[2:]}x", false, "x"],
  ['{range .users[*]}{.name}{"="}{.user.username}{"\\n"}{end}', true, "myself=\ne2e=admin\n"],
  ["{é}", false, "E: unrecognized identifier é"],
  ["{.é}", false, "E: é is not found"],
  ["{*}", false, "P: unrecognized character in action: U+002A '*'"],
];

function answer(template: string, allowMissingKeys: boolean): string {
  let stage = "P";
  try {
    const path = new JsonPath(template, { allowMissingKeys });
    stage = "E";
    return path.print(DATA);
  } catch (error) {
    if (error instanceof JsonPathError) return `${stage}: ${error.message}`;
    throw error;
  }
}

test.each(RECORDED)(
  "%s (missing keys allowed: %s) answers as client-go does",
  (template, allowMissingKeys, expected) => {
    expect(answer(template, allowMissingKeys)).toBe(expected);
  },
);

describe("what Go leaves to chance is in order here", () => {
  test("the values of a map come in the order of its keys", () => {
    expect(new JsonPath("{.users[1].user.*}").print(DATA)).toBe("se<cret admin");
  });
});

test("jsonpath-as-json prints a list for each part", () => {
  expect(new JsonPath("{.users[*].name}").printJson(DATA)).toBe('[\n    "myself",\n    "e2e"\n]\n');
  expect(new JsonPath("{.nope}", { allowMissingKeys: true }).printJson(DATA)).toBe("[]\n");
});

test("one template serves any number of objects", () => {
  const path = new JsonPath("{range .items[*]}{.a}{end}", { allowMissingKeys: true });
  expect([path.print({ items: [{ a: 1 }] }), path.print({ items: [] })]).toEqual(["1", ""]);
});

test.each([
  ["metadata.name", "{.metadata.name}"],
  [".metadata.name", "{.metadata.name}"],
  ["{metadata.name}", "{.metadata.name}"],
  ["{.metadata.name}", "{.metadata.name}"],
  ["", ""],
])("the short form %j means %j", (short, full) => expect(relaxedJsonPath(short)).toBe(full));

test("the short form refuses what is no path", () => {
  expect(() => relaxedJsonPath("{.a}{.b}")).toThrow("unexpected path string");
});
