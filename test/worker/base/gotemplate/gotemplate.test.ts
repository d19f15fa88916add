import { describe, expect, test } from "vitest";
import { GoFloat } from "../../../../worker/base/goformat/index.ts";
import {
  GoTemplate,
  type MissingKey,
  TemplateError,
  templateFunction,
} from "../../../../worker/base/gotemplate/index.ts";
import { DATA } from "../sample.ts";

const functions = {
  base64decode: templateFunction(["string"], (text: string) => {
    if (!/^[A-Za-z0-9+/=]*$/.test(text)) throw new Error("illegal base64 data at input byte 0");
    return atob(text);
  }),
  add: templateFunction(["int", "int"], (a: number, b: number) => a + b),
  upper: templateFunction(["string"], (text: string) => text.toUpperCase()),
  id: templateFunction(["any"], (value: unknown) => value),
  strs: templateFunction(["...string"], (...texts: string[]) => texts.join("|")),
};

/** Recorded from Go 1.26: "P:" is an error of parsing; "E:" one of executing, after what was written until then. */
const RECORDED: readonly (readonly [missingKey: MissingKey, template: string, answer: string])[] = [
  ["default", "{{.kind}}", "List"],
  ["default", "{{.nope}}", "<no value>"],
  ["zero", "{{.nope}}", "<no value>"],
  ["error", "{{.nope}}", 'E: §template: output:1:2: executing "output" at <.nope>: map has no entry for key "nope"'],
  ["default", "{{.nope.x.y}}", "<no value>"],
  [
    "zero",
    "{{.nope.x}}",
    'E: §template: output:1:7: executing "output" at <.nope.x>: nil pointer evaluating interface {}.x',
  ],
  [
    "error",
    "{{.items.x}}",
    'E: §template: output:1:8: executing "output" at <.items.x>: can\'t evaluate field x in type interface {}',
  ],
  [
    "default",
    "{{.kind.x}}",
    'E: §template: output:1:7: executing "output" at <.kind.x>: can\'t evaluate field x in type interface {}',
  ],
  [
    "default",
    "{{$.kind.x}}",
    'E: §template: output:1:3: executing "output" at <$.kind.x>: can\'t evaluate field x in type interface {}',
  ],
  [
    "default",
    "{{.nul}} {{.nul.x}}",
    'E: <no value> §template: output:1:15: executing "output" at <.nul.x>: nil pointer evaluating interface {}.x',
  ],
  ["default", "{{with .nul}}a{{else}}b{{end}}", "b"],
  [
    "default",
    "{{.n}} {{.f}} {{.t}} {{.e}} {{.eo}} {{.items}}",
    "3 1.5 true [] map[] [map[kind:None metadata:map[labels:map[a.b:dot app:web kubernetes.io/hostname:127.0.0.1] name:127.0.0.1] status:map[addresses:[map[address:127.0.0.1 type:LegacyHostIP]] capacity:map[cpu:4] n:1 ready:true]] map[kind:None metadata:map[name:127.0.0.2] status:map[addresses:[map[address:127.0.0.2 type:LegacyHostIP] map[address:127.0.0.3 type:another]] capacity:map[cpu:8] n:2]]]",
  ],
  ["default", "{{range .items}}{{.metadata.name}} {{end}}", "127.0.0.1 127.0.0.2 "],
  ["default", "{{range $i, $e := .items}}{{$i}}={{$e.metadata.name}};{{end}}", "0=127.0.0.1;1=127.0.0.2;"],
  ["default", "{{range $e := .items}}{{$e.kind}}{{end}}", "NoneNone"],
  ["default", "{{range $k, $v := .one}}{{$k}}:{{$v}}{{end}}", "x:[map[y:[map[z:1] map[z:2]]] map[y:[map[z:3]]]]"],
  ["default", "{{range .e}}x{{else}}empty{{end}}", "empty"],
  ["default", "{{range .nope}}x{{else}}none{{end}}", "none"],
  [
    "default",
    "{{range .kind}}x{{end}}",
    'E: §template: output:1:8: executing "output" at <.kind>: range can\'t iterate over List',
  ],
  [
    "default",
    "{{range .f}}x{{end}}",
    'E: §template: output:1:8: executing "output" at <.f>: range can\'t iterate over 1.5',
  ],
  ["default", "{{range .n}}[{{.}}]{{end}}", "[0][1][2]"],
  ["default", "{{range $i := .n}}[{{$i}}]{{end}}", "[0][1][2]"],
  [
    "default",
    "{{range $i,$j := .n}}[{{$i}}]{{end}}",
    'E: §template: output:1:17: executing "output" at <.n>: can\'t use 3 to iterate over more than one variable',
  ],
  ["default", "{{range $i, $e := .items}}{{if $i}}, {{end}}{{.kind}}{{end}}", "None, None"],
  [
    "default",
    '{{range .items}}{{if eq .metadata.name "127.0.0.1"}}{{continue}}{{end}}{{.metadata.name}}{{end}}',
    "127.0.0.2",
  ],
  ["default", "{{range .items}}{{.metadata.name}}{{break}}{{end}}", "127.0.0.1"],
  ["default", "{{break}}", "P: template: output:1: {{break}} outside {{range}}"],
  ["default", "{{continue}}", "P: template: output:1: {{continue}} outside {{range}}"],
  ["default", "{{if .t}}yes{{else if .f}}f{{else}}no{{end}}", "yes"],
  ["default", "{{if .nope}}1{{else if .n}}2{{else}}3{{end}}", "2"],
  ["default", "{{with .one}}{{.x}}{{else with .kind}}{{.}}{{end}}", "[map[y:[map[z:1] map[z:2]]] map[y:[map[z:3]]]]"],
  ["default", "{{with $x := .kind}}{{$x}}{{.}}{{end}}{{$x}}", 'P: template: output:1: undefined variable "$x"'],
  ["default", "{{$x := 1}}{{$x = 2}}{{$x}}", "2"],
  ["default", "{{$x := 1}}{{if true}}{{$x := 3}}{{$x}}{{$x = 4}}{{end}}{{$x}}", "31"],
  ["default", "{{$y = 1}}", 'E: §template: output:1:7: executing "output" at <1>: undefined variable: $y'],
  ["default", "{{range $i, $e := .items}}{{$i}}{{end}}{{$i}}", 'P: template: output:1: undefined variable "$i"'],
  ["default", "a {{- .kind -}}  b", "aListb"],
  ["default", "a {{- /* c */ -}}  b", "ab"],
  ["default", "{{/* comment */}}x", "x"],
  ["default", "{{/* unclosed", "P: template: output:1: unclosed comment"],
  ["default", "{{/* x */ }}", "P: template: output:1: comment ends before closing delimiter"],
  ["default", "{{ .kind", "P: template: output:1: unclosed action"],
  ["default", "{{.kind}", "P: template: output:1: bad character U+007D '}'"],
  ["default", '{{"unterminated}}', "P: template: output:1: unterminated quoted string"],
  ["default", '{{`raw`}}{{"a\\tb\\"c"}}{{\'a\'}}', 'rawa\tb"c97'],
  ["default", "{{'ab'}}{{1}}", "P: template: output:1: malformed character constant: 'ab'"],
  ["default", "{{1.5}}{{0x1F}}{{1e3}}{{1_000}}{{-5}}{{017}}{{0b11}}{{1e-5}}", "1.53110001000-51531e-05"],
  ["default", "{{99999999999999999999}}", 'P: template: output:1: integer overflow: "99999999999999999999"'],
  [
    "default",
    "{{9223372036854775808}}",
    'E: §template: output:1:2: executing "output" at <9223372036854775808>: 9223372036854775808 overflows int',
  ],
  ["default", "{{12abc}}", 'P: template: output:1: bad number syntax: "12a"'],
  [
    "default",
    '{{printf "%s-%d-%v" .kind .n .items}}',
    "List-3-[map[kind:None metadata:map[labels:map[a.b:dot app:web kubernetes.io/hostname:127.0.0.1] name:127.0.0.1] status:map[addresses:[map[address:127.0.0.1 type:LegacyHostIP]] capacity:map[cpu:4] n:1 ready:true]] map[kind:None metadata:map[name:127.0.0.2] status:map[addresses:[map[address:127.0.0.2 type:LegacyHostIP] map[address:127.0.0.3 type:another]] capacity:map[cpu:8] n:2]]]",
  ],
  ["default", '{{printf "%05d|%-5s|%q" .n .kind .kind}}', '00003|List |"List"'],
  ["default", '{{.kind | printf "%s!"}}', "List!"],
  ["default", '{{.kind | printf "%s %s" "x"}}', "x List"],
  [
    "default",
    "{{printf .n}}",
    'E: §template: output:1:9: executing "output" at <.n>: wrong type for value; expected string; got int64',
  ],
  ["default", "{{printf 5}}", 'E: §template: output:1:9: executing "output" at <5>: expected string; found 5'],
  [
    "default",
    "{{printf}}",
    'E: §template: output:1:2: executing "output" at <printf>: wrong number of args for printf: want at least 1 got 0',
  ],
  ["default", "{{len .items}} {{len .kind}} {{len .one}}", "2 4 1"],
  [
    "default",
    "{{len .n}}",
    'E: §template: output:1:2: executing "output" at <len .n>: error calling len: len of type int64',
  ],
  [
    "default",
    "{{len .nope}}",
    'E: §template: output:1:2: executing "output" at <len .nope>: error calling len: reflect: call of reflect.Value.Type on zero Value',
  ],
  [
    "default",
    "{{len}}",
    'E: §template: output:1:2: executing "output" at <len>: wrong number of args for len: want 1 got 0',
  ],
  [
    "default",
    "{{len .items .items}}",
    'E: §template: output:1:2: executing "output" at <len>: wrong number of args for len: want 1 got 2',
  ],
  [
    "default",
    "{{index .items 0}}",
    "map[kind:None metadata:map[labels:map[a.b:dot app:web kubernetes.io/hostname:127.0.0.1] name:127.0.0.1] status:map[addresses:[map[address:127.0.0.1 type:LegacyHostIP]] capacity:map[cpu:4] n:1 ready:true]]",
  ],
  [
    "default",
    "{{index .items 5}}",
    'E: §template: output:1:2: executing "output" at <index .items 5>: error calling index: index out of range: 5',
  ],
  [
    "default",
    "{{index .items 2}}",
    'E: §template: output:1:2: executing "output" at <index .items 2>: error calling index: reflect: slice index out of range',
  ],
  [
    "default",
    "{{index .items -1}}",
    'E: §template: output:1:2: executing "output" at <index .items -1>: error calling index: index out of range: -1',
  ],
  [
    "default",
    '{{index .items "x"}}',
    'E: §template: output:1:2: executing "output" at <index .items "x">: error calling index: cannot index slice/array with type string',
  ],
  [
    "default",
    '{{index .one "x"}} {{index .one "zz"}} {{index .one 1}}',
    'E: [map[y:[map[z:1] map[z:2]]] map[y:[map[z:3]]]] <no value> §template: output:1:41: executing "output" at <index .one 1>: error calling index: value has type int; should be string',
  ],
  ["default", '{{index (index .items 0).metadata.labels "kubernetes.io/hostname"}}', "127.0.0.1"],
  ["default", "{{(index .items 0).metadata.name}}", "127.0.0.1"],
  ["default", "{{index .kind 0}}", "76"],
  [
    "default",
    "{{index .n 0}}",
    'E: §template: output:1:2: executing "output" at <index .n 0>: error calling index: can\'t index item of type int64',
  ],
  [
    "default",
    "{{index .nope 0}}",
    'E: §template: output:1:2: executing "output" at <index .nope 0>: error calling index: index of untyped nil',
  ],
  [
    "default",
    '{{index .nul "x"}}',
    'E: §template: output:1:2: executing "output" at <index .nul "x">: error calling index: index of untyped nil',
  ],
  ["default", '{{index .one "x" 0 "y" 1 "z"}}', "2"],
  [
    "default",
    "{{slice .kind 1 3}} {{slice .items 1}} {{slice .kind 3 1}}",
    'E: is [map[kind:None metadata:map[name:127.0.0.2] status:map[addresses:[map[address:127.0.0.2 type:LegacyHostIP] map[address:127.0.0.3 type:another]] capacity:map[cpu:8] n:2]]] §template: output:1:41: executing "output" at <slice .kind 3 1>: error calling slice: invalid slice index: 3 > 1',
  ],
  [
    "default",
    "{{slice .kind 1 2 3}}",
    'E: §template: output:1:2: executing "output" at <slice .kind 1 2 3>: error calling slice: cannot 3-index slice a string',
  ],
  [
    "default",
    "{{slice .n 1}}",
    'E: §template: output:1:2: executing "output" at <slice .n 1>: error calling slice: can\'t slice item of type int64',
  ],
  [
    "default",
    '{{eq .n 3}} {{eq .kind "List" "x"}} {{ne .n 4}} {{eq .n 3.0}}',
    'E: true true true §template: output:1:50: executing "output" at <eq .n 3.0>: error calling eq: incompatible types for comparison: int64 and float64',
  ],
  [
    "default",
    "{{eq .f 1.5}} {{lt .f 2.0}} {{lt .n 5}} {{le .n 3}} {{gt .n 2}} {{ge .n 3}}",
    "true true true true true true",
  ],
  [
    "default",
    '{{eq .n "3"}}',
    'E: §template: output:1:2: executing "output" at <eq .n "3">: error calling eq: incompatible types for comparison: int64 and string',
  ],
  ["default", '{{eq .nope "x"}} {{eq .nope nil}} {{eq .nul nil}} {{eq .nope .nul}}', "false true true true"],
  [
    "default",
    "{{eq .items .items}}",
    'E: §template: output:1:2: executing "output" at <eq .items .items>: error calling eq: non-comparable type [map[kind:None metadata:map[labels:map[a.b:dot app:web kubernetes.io/hostname:127.0.0.1] name:127.0.0.1] status:map[addresses:[map[address:127.0.0.1 type:LegacyHostIP]] capacity:map[cpu:4] n:%!s(int64=1) ready:%!s(bool=true)]] map[kind:None metadata:map[name:127.0.0.2] status:map[addresses:[map[address:127.0.0.2 type:LegacyHostIP] map[address:127.0.0.3 type:another]] capacity:map[cpu:8] n:%!s(int64=2)]]]: []interface {}',
  ],
  [
    "default",
    "{{eq .items .one}}",
    'E: §template: output:1:2: executing "output" at <eq .items .one>: error calling eq: non-comparable types [map[kind:None metadata:map[labels:map[a.b:dot app:web kubernetes.io/hostname:127.0.0.1] name:127.0.0.1] status:map[addresses:[map[address:127.0.0.1 type:LegacyHostIP]] capacity:map[cpu:4] n:%!s(int64=1) ready:%!s(bool=true)]] map[kind:None metadata:map[name:127.0.0.2] status:map[addresses:[map[address:127.0.0.2 type:LegacyHostIP] map[address:127.0.0.3 type:another]] capacity:map[cpu:8] n:%!s(int64=2)]]]: []interface {}, map[string]interface {}: map[x:[map[y:[map[z:1] map[z:2]]] map[y:[map[z:3]]]]]',
  ],
  [
    "default",
    "{{eq .n}}",
    'E: §template: output:1:2: executing "output" at <eq .n>: error calling eq: missing argument for comparison',
  ],
  [
    "default",
    "{{lt .t .t}}",
    'E: §template: output:1:2: executing "output" at <lt .t .t>: error calling lt: invalid type for comparison',
  ],
  [
    "default",
    "{{lt .nope 1}}",
    'E: §template: output:1:2: executing "output" at <lt .nope 1>: error calling lt: invalid type for comparison',
  ],
  [
    "default",
    "{{lt .n .f}}",
    'E: §template: output:1:2: executing "output" at <lt .n .f>: error calling lt: incompatible types for comparison: int64 and float64',
  ],
  [
    "default",
    '{{and .t .n}} {{or .nope .kind}} {{and 0 .nope.x}} {{or "" 0}} {{not .t}} {{and}}',
    'E: 3 List 0 0 false §template: output:1:76: executing "output" at <and>: wrong number of args for and: want at least 1 got 0',
  ],
  ["default", "{{.kind | and .t}}", "List"],
  ["default", "{{or .kind (index .items 99)}}", "List"],
  [
    "default",
    '{{html "<a href=\'x\'>&\\"</a>"}} {{js "it\'s <b>\\n\\"q\\" &="}} {{urlquery "a b&c=d/é~"}} {{html .n}}',
    '&lt;a href=&#39;x&#39;&gt;&amp;&#34;&lt;/a&gt; it\\\'s \\u003Cb\\u003E\\u000A\\"q\\" \\u0026\\u003D a+b%26c%3Dd%2F%C3%A9~ 3',
  ],
  ["default", '{{"<x>" | html | printf "%s"}}', "&lt;x&gt;"],
  ["default", '{{print 1 2 "a" "b" 3 nil}} {{println .kind .n}}', "1 2ab3 <nil> List 3\n"],
  ["default", '{{define "T"}}[{{.}}]{{end}}{{template "T" .kind}}{{template "T"}}', "[List][<no value>]"],
  [
    "default",
    '{{template "none"}}',
    'E: §template: output:1:11: executing "output" at <{{template "none"}}>: template "none" not defined',
  ],
  [
    "default",
    '{{define "T"}}{{.x.y}}{{end}}{{template "T" .kind}}',
    'E: §template: output:1:18: executing "T" at <.x.y>: can\'t evaluate field x in type string',
  ],
  ["default", '{{define "T"}}{{$z}}{{end}}', 'P: template: output:1: undefined variable "$z"'],
  ["default", '{{block "B" .kind}}<{{.}}>{{end}}', "<List>"],
  [
    "default",
    '{{define "T"}}a{{end}}{{define "T"}}b{{end}}',
    'P: template: output:1: template: multiple definition of template "T"',
  ],
  ["default", '{{define "T"}}a', "P: template: output:1: unexpected EOF"],
  ["default", "{{define T}}a{{end}}", 'P: template: output:1: unexpected "T" in define clause'],
  ["default", "{{if .t}}", "P: template: output:1: unexpected EOF"],
  ["default", "{{end}}", "P: template: output:1: unexpected {{end}}"],
  ["default", "{{else}}", "P: template: output:1: unexpected {{else}}"],
  ["default", "{{if .t}}a{{else}}b{{else}}c{{end}}", "P: template: output:1: expected end; found {{else}}"],
  ["default", "{{if}}x{{end}}", "P: template: output:1: missing value for if"],
  ["default", "{{range}}x{{end}}", "P: template: output:1: missing value for range"],
  ["default", "{{nofunc .x}}", 'P: template: output:1: function "nofunc" not defined'],
  ["default", "{{.x | nofunc}}", 'P: template: output:1: function "nofunc" not defined'],
  [
    "default",
    "{{upper .kind}} {{upper .n}}",
    'E: LIST §template: output:1:24: executing "output" at <.n>: wrong type for value; expected string; got int64',
  ],
  ["default", "{{upper 5}}", 'E: §template: output:1:8: executing "output" at <5>: expected string; found 5'],
  [
    "default",
    "{{upper .nope}}",
    'E: §template: output:1:8: executing "output" at <.nope>: invalid value; expected string',
  ],
  ["default", "{{upper nil}}", 'E: §template: output:1:8: executing "output" at <nil>: cannot assign nil to string'],
  [
    "default",
    '{{upper "a" "b"}}',
    'E: §template: output:1:2: executing "output" at <upper>: wrong number of args for upper: want 1 got 2',
  ],
  [
    "default",
    "{{upper}}",
    'E: §template: output:1:2: executing "output" at <upper>: wrong number of args for upper: want 1 got 0',
  ],
  ["default", "{{add 1.0 2}} {{1 | add 2}}", "3 3"],
  [
    "default",
    '{{strs "a" "b" .kind}} {{strs}} {{strs 1}}',
    'E: a|b|List  §template: output:1:39: executing "output" at <1>: expected string; found 1',
  ],
  [
    "default",
    '{{.n | strs "a"}}',
    'E: §template: output:1:12: executing "output" at <"a">: wrong type for value; expected string; got int64',
  ],
  ["default", "{{id nil}} {{id .nope}} {{id .nul}} {{id .items | len}}", "<no value> <no value> <no value> 2"],
  [
    "default",
    '{{base64decode "aGVsbG8="}} {{base64decode "!!"}}',
    'E: hello §template: output:1:30: executing "output" at <base64decode "!!">: error calling base64decode: illegal base64 data at input byte 0',
  ],
  [
    "default",
    '{{.kind "x"}}',
    'E: §template: output:1:2: executing "output" at <.kind>: kind is not a method but has arguments',
  ],
  [
    "default",
    "{{.kind | .n}}",
    'E: §template: output:1:10: executing "output" at <.n>: n is not a method but has arguments',
  ],
  ["default", "{{$.kind | 5}}", "P: template: output:1: non executable command in pipeline stage 2"],
  [
    "default",
    "{{5 .kind}}",
    'E: §template: output:1:2: executing "output" at <5>: can\'t give argument to non-function 5',
  ],
  [
    "default",
    '{{"x" .kind}}',
    'E: §template: output:1:2: executing "output" at <"x">: can\'t give argument to non-function "x"',
  ],
  ["default", "{{nil}}", 'E: §template: output:1:2: executing "output" at <nil>: nil is not a command'],
  ["default", "{{nil | len}}", 'E: §template: output:1:2: executing "output" at <nil>: nil is not a command'],
  [
    "default",
    "{{(.kind)}} {{(.items).x}}",
    'E: List §template: output:1:15: executing "output" at <.items>: can\'t evaluate field x in type []interface {}',
  ],
  [
    "default",
    "{{(.one).x}}{{(id .one).x}}",
    "[map[y:[map[z:1] map[z:2]]] map[y:[map[z:3]]]][map[y:[map[z:1] map[z:2]]] map[y:[map[z:3]]]]",
  ],
  ["default", "{{(nil).x}}", 'E: §template: output:1:3: executing "output" at <nil>: nil is not a command'],
  ["default", '{{"a".x}}', 'P: template: output:1: unexpected . after term "\\"a\\""'],
  ["default", "{{1.x}}", 'P: template: output:1: bad number syntax: "1.x"'],
  ["default", "{{true.x}}", 'P: template: output:1: unexpected . after term "true"'],
  ["default", "{{..x}}", 'P: template: output:1: unexpected . after term "."'],
  ["default", "{{.x.}}", "P: template: output:1: unexpected <.> in operand"],
  ["default", "{{.a-b}}", "P: template: output:1: bad character U+002D '-'"],
  ["default", "{{a-b}}", "P: template: output:1: bad character U+002D '-'"],
  [
    "default",
    "{{.kind}}{{$}}",
    "Listmap[e:[] eo:map[] f:1.5 items:[map[kind:None metadata:map[labels:map[a.b:dot app:web kubernetes.io/hostname:127.0.0.1] name:127.0.0.1] status:map[addresses:[map[address:127.0.0.1 type:LegacyHostIP]] capacity:map[cpu:4] n:1 ready:true]] map[kind:None metadata:map[name:127.0.0.2] status:map[addresses:[map[address:127.0.0.2 type:LegacyHostIP] map[address:127.0.0.3 type:another]] capacity:map[cpu:8] n:2]]] kind:List n:3 nul:<nil> one:map[x:[map[y:[map[z:1] map[z:2]]] map[y:[map[z:3]]]]] t:true users:[map[name:myself user:map[]] map[name:e2e user:map[password:se<cret username:admin]]]]",
  ],
  ["default", "{{$x}}", 'P: template: output:1: undefined variable "$x"'],
  [
    "default",
    "{{$}}",
    "map[e:[] eo:map[] f:1.5 items:[map[kind:None metadata:map[labels:map[a.b:dot app:web kubernetes.io/hostname:127.0.0.1] name:127.0.0.1] status:map[addresses:[map[address:127.0.0.1 type:LegacyHostIP]] capacity:map[cpu:4] n:1 ready:true]] map[kind:None metadata:map[name:127.0.0.2] status:map[addresses:[map[address:127.0.0.2 type:LegacyHostIP] map[address:127.0.0.3 type:another]] capacity:map[cpu:8] n:2]]] kind:List n:3 nul:<nil> one:map[x:[map[y:[map[z:1] map[z:2]]] map[y:[map[z:3]]]]] t:true users:[map[name:myself user:map[]] map[name:e2e user:map[password:se<cret username:admin]]]]",
  ],
  [
    "default",
    "{{ . }}",
    "map[e:[] eo:map[] f:1.5 items:[map[kind:None metadata:map[labels:map[a.b:dot app:web kubernetes.io/hostname:127.0.0.1] name:127.0.0.1] status:map[addresses:[map[address:127.0.0.1 type:LegacyHostIP]] capacity:map[cpu:4] n:1 ready:true]] map[kind:None metadata:map[name:127.0.0.2] status:map[addresses:[map[address:127.0.0.2 type:LegacyHostIP] map[address:127.0.0.3 type:another]] capacity:map[cpu:8] n:2]]] kind:List n:3 nul:<nil> one:map[x:[map[y:[map[z:1] map[z:2]]] map[y:[map[z:3]]]]] t:true users:[map[name:myself user:map[]] map[name:e2e user:map[password:se<cret username:admin]]]]",
  ],
  ["default", "{{.kind,}}", 'P: template: output:1: unexpected "," in operand'],
  ["default", "{{.kind ,}}", 'P: template: output:1: unexpected "," in operand'],
  ["default", "{{&}}", 'P: template: output:1: unexpected "&" in command'],
  ["default", "{{é}}", 'P: template: output:1: function "é" not defined'],
  ["default", "{{.é}}", "<no value>"],
  ["default", "{{€}}", "P: template: output:1: unrecognized character in action: U+20AC '€'"],
  ["default", "{{()}}", "P: template: output:1: missing value for parenthesized pipeline"],
  ["default", "{{(.kind}}", "P: template: output:1: unclosed left paren"],
  ["default", "{{.kind)}}", "P: template: output:1: unexpected right paren"],
  ["default", "{{|}}", 'P: template: output:1: unexpected "|" in command'],
  ["default", "{{.kind |}}", "List"],
  ["default", "{{.kind | | len}}", 'P: template: output:1: unexpected "|" in command'],
  ["default", "{{.kind :=}}", 'P: template: output:1: unexpected ":=" in operand'],
  ["default", "{{$x, $y := .kind}}", "P: template: output:1: too many declarations in command"],
  ["default", "{{range $a, $b, $c := .items}}{{end}}", "P: template: output:1: too many declarations in range"],
  ["default", "{{range $a, 5}}{{end}}", "P: template: output:1: range can only initialize variables"],
  [
    "default",
    "{{if .t}}\n  {{.kind.x}}\n{{end}}",
    'E: \n  §template: output:2:9: executing "output" at <.kind.x>: can\'t evaluate field x in type interface {}',
  ],
  ["default", "line1\nline2 {{.kind\n.x", "P: template: output:3: unclosed action started at output:2"],
  ["default", "line1\n{{if .t}}\n{{range}}\n", "P: template: output:3: missing value for range"],
  [
    "default",
    "é{{.items.foo}}",
    'E: é§template: output:1:10: executing "output" at <.items.foo>: can\'t evaluate field foo in type interface {}',
  ],
  [
    "default",
    "{{range .items}}{{.kind.foo.bar}}{{end}}",
    'E: §template: output:1:23: executing "output" at <.kind.foo.bar>: can\'t evaluate field foo in type interface {}',
  ],
  [
    "default",
    "{{with .kind}}{{.foo}}{{end}}",
    'E: §template: output:1:16: executing "output" at <.foo>: can\'t evaluate field foo in type string',
  ],
  [
    "default",
    "{{range .items}}{{.nope.foo}}{{.status.n.x}}{{end}}",
    'E: <no value>§template: output:1:38: executing "output" at <.status.n.x>: can\'t evaluate field x in type interface {}',
  ],
  [
    "default",
    "{{.one.x.y}}",
    'E: §template: output:1:6: executing "output" at <.one.x.y>: can\'t evaluate field y in type interface {}',
  ],
  [
    "default",
    '{{index .items 0 | printf "%v"}}',
    "map[kind:None metadata:map[labels:map[a.b:dot app:web kubernetes.io/hostname:127.0.0.1] name:127.0.0.1] status:map[addresses:[map[address:127.0.0.1 type:LegacyHostIP]] capacity:map[cpu:4] n:1 ready:true]]",
  ],
  [
    "default",
    "{{range $i, $e := .items}}{{range $e.status.addresses}}{{$i}}{{.address}} {{end}}{{end}}",
    "0127.0.0.1 1127.0.0.2 1127.0.0.3 ",
  ],
  ["default", "{{- range .items -}}\n  {{ .kind }}\n{{- end }}\n", "NoneNone\n"],
  [
    "default",
    '{{range $k, $v := (index .items 0).metadata.labels}}{{printf "%s=%s\\n" $k $v}}{{end}}',
    "a.b=dot\napp=web\nkubernetes.io/hostname=127.0.0.1\n",
  ],
  ["default", "{{/* a */ -}}\nx", "x"],
  ["default", "{{-3}}{{- 3}}", "-33"],
  ["default", "{{3 -}} x", "3x"],
  ["default", "{{true}} {{false}} {{not true}}", "true false false"],
  ["default", '{{if and (eq .kind "List") (gt (len .items) 1)}}ok{{end}}', "ok"],
  [
    "default",
    "{{if (and)}}x{{end}}",
    'E: §template: output:1:6: executing "output" at <and>: wrong number of args for and: want at least 1 got 0',
  ],
  [
    "default",
    "{{call nil}}",
    'E: §template: output:1:2: executing "output" at <call nil>: error calling call: call of nil',
  ],
  [
    "default",
    "{{call}}",
    'E: §template: output:1:2: executing "output" at <call>: wrong number of args for call: want at least 1 got 0',
  ],
  ["default", '{{.items | len | printf "%d items"}}', "2 items"],
  ["default", "{{$x := .nul}}{{$x.foo}}|{{$y := .nope}}{{$y.foo}}", "<no value>|<no value>"],
  ["default", '{{range .users}}{{.user.username | printf "%q"}} {{end}}', '%!q(<nil>) "admin" '],
  ["default", '{{range .users}}{{printf "%v" .user.username}} {{end}}', "<nil> admin "],
  ["default", '{{if eq 1 1 }}{{"}}"}}{{end}}', "}}"],
  [
    "default",
    '{{template "x" .}}{{define "x"}}{{template "x" .}}{{end}}',
    'E: §template: output:1:43: executing "x" at <{{template "x" .}}>: exceeded maximum template depth (100000)',
  ],
  [
    "default",
    "{{with $y := .kind}}{{end}}{{if $z := .t}}{{$z}}{{end}}{{$z}}",
    'P: template: output:1: undefined variable "$z"',
  ],
  ["default", "{{range $i, $_ := .items}}{{$i}}{{end}}", "01"],
  ["default", "{{$a := 1}}{{$b := $a}}{{$a}}{{$b}}{{$c}}", 'P: template: output:1: undefined variable "$c"'],
  ["default", 'text }} {{"{{"}} text', "text }} {{ text"],
  ["default", '{{ "a" | printf "%s%s" "b" | upper }}', "BA"],
  ["default", "{{end", "P: template: output:1: unclosed action"],
  ["default", "{{else if}}", "P: template: output:1: unexpected {{else}}"],
  ["default", "{{if .t}}{{else if .x}}", "P: template: output:1: unexpected EOF"],
  ["default", '{{define "a"}}{{block "b" .}}{{end}}{{end}}{{template "a" .}}x', "x"],
  [
    "default",
    '{{template "x" "y" "z"}}',
    'E: §template: output:1:11: executing "output" at <{{template "x" "y" "z"}}>: template "x" not defined',
  ],
  ["default", "{{template 5}}", 'P: template: output:1: unexpected "5" in template clause'],
  ["default", '{{template "x}}', "P: template: output:1: unterminated quoted string"],
  ["default", "{{break 5}}", 'P: template: output:1: unexpected "5" in {{break}}'],
  ["default", "{{range .items}}{{break 5}}{{end}}", 'P: template: output:1: unexpected "5" in {{break}}'],
  [
    "default",
    '{{range .items}}{{define "x"}}{{break}}{{end}}{{end}}',
    "P: template: output:1: unexpected <define> in command",
  ],
  ["default", "{{1 2}}", 'E: §template: output:1:2: executing "output" at <1>: can\'t give argument to non-function 1'],
  [
    "default",
    "{{true .kind}}",
    'E: §template: output:1:2: executing "output" at <true>: can\'t give argument to non-function true',
  ],
  ["default", "{{. 1}}", 'E: §template: output:1:2: executing "output" at <.>: can\'t give argument to non-function .'],
  ["default", "{{$ 1}}", 'E: §template: output:1:2: executing "output" at <$>: can\'t give argument to non-function $'],
  [
    "default",
    "{{.n.foo}} {{.f}}",
    'E: §template: output:1:4: executing "output" at <.n.foo>: can\'t evaluate field foo in type interface {}',
  ],
  ["default", "{{10000000}} {{10000000.0}} {{1e6}} {{100000.0}}", "10000000 1e+07 1e+06 100000"],
];

function answer(missingKey: MissingKey, text: string): string {
  let stage = "P";
  try {
    const template = new GoTemplate({ functions, missingKey }).parse("output", text);
    stage = "E";
    return template.execute("output", DATA);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return stage === "P" ? `P: ${error.message}` : `E: ${error.output}§${error.message}`;
  }
}

test.each(RECORDED)("with missing keys %s, %j answers as Go does", (missingKey, text, expected) => {
  expect(answer(missingKey, text)).toBe(expected);
});

describe("a set of templates", () => {
  test("functions may render others of the set", () => {
    const set: GoTemplate = new GoTemplate({
      functions: {
        include: templateFunction(["string", "any"], (name: string, data: unknown) => set.execute(name, data)),
      },
    });
    set.parse("_helpers", '{{define "name"}}{{.a}}-x{{end}}').parse("main", '{{include "name" . | printf "%s!"}}');
    expect(set.execute("main", { a: 1 })).toBe("1-x!");
    expect(() => set.parse("bad", '{{include "none" .}}').execute("bad", {})).toThrow(
      'template: bad:1:2: executing "bad" at <include "none" .>: error calling include: template: no template "none" associated',
    );
  });
  test("a later definition wins, a clone is independent", () => {
    const set = new GoTemplate()
      .parse("a", '{{define "x"}}1{{end}}')
      .parse("b", '{{define "x"}}2{{end}}{{template "x"}}');
    const clone = set.clone().parse("c", '{{define "x"}}3{{end}}');
    expect([set.execute("b", null), clone.execute("b", null)]).toEqual(["2", "3"]);
  });
  test("values may have methods", () => {
    const has = templateFunction(["string"], (version: string) => version === "v1");
    expect(
      new GoTemplate().parse("m", '{{.api.Has "v1"}} {{"v2" | .api.Has}}').execute("m", { api: { Has: has } }),
    ).toBe("true false");
  });
  test("whole floats stay floats", () => {
    const data = { port: new GoFloat(8080), big: new GoFloat(1_000_000) };
    expect(new GoTemplate().parse("f", "{{.port}} {{.big}} {{if .port}}y{{end}}").execute("f", data)).toBe(
      "8080 1e+06 y",
    );
    expect(() => new GoTemplate().parse("f", "{{eq .port 8080}}").execute("f", data)).toThrow(
      "incompatible types for comparison: float64 and int64",
    );
  });
  test("other delimiters may be chosen", () => {
    expect(new GoTemplate({ delimiters: ["[[", "]]"] }).parse("d", "[[.]] {{.}}").execute("d", 1)).toBe("1 {{.}}");
  });
});
