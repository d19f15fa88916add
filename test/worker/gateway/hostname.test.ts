import { expect, test } from "vitest";
import { servedHostnames } from "../../../worker/gateway/index.ts";

/** https://gateway-api.sigs.k8s.io/reference/spec/#httproutespec hostnames */
test.each([
  { says: "neither names hosts: all", listener: undefined, route: undefined, served: [""] },
  { says: "an empty list is no list", listener: undefined, route: [], served: [""] },
  { says: "only the route names hosts: those", listener: undefined, route: ["a.b.c"], served: ["a.b.c"] },
  { says: "only the listener names a host: that", listener: "a.b.c", route: undefined, served: ["a.b.c"] },
  { says: "only the listener has a wildcard: that", listener: "*.b.c", route: undefined, served: ["*.b.c"] },
  { says: "both name one host: it", listener: "a.b.c", route: ["a.b.c"], served: ["a.b.c"] },
  { says: "the route's wildcard covers the listener's host", listener: "a.b.c", route: ["*.b.c"], served: ["a.b.c"] },
  { says: "the listener's wildcard covers the route's host", listener: "*.b.c", route: ["x.b.c"], served: ["x.b.c"] },
  { says: "a wildcard covers any number of labels", listener: "*.b.c", route: ["x.y.b.c"], served: ["x.y.b.c"] },
  { says: "equal wildcards", listener: "*.b.c", route: ["*.b.c"], served: ["*.b.c"] },
  { says: "the narrower of two wildcards, the route's", listener: "*.b.c", route: ["*.y.b.c"], served: ["*.y.b.c"] },
  { says: "the narrower of two wildcards, the listener's", listener: "*.y.b.c", route: ["*.b.c"], served: ["*.y.b.c"] },
  { says: "a wildcard does not cover its own parent", listener: "*.b.c", route: ["b.c"], served: [] },
  { says: "nor a neighbour", listener: "*.b.c", route: ["x.b.d"], served: [] },
  { says: "nor a host that only ends alike", listener: "*.b.c", route: ["xb.c"], served: [] },
  { says: "two different hosts", listener: "a.b.c", route: ["x.b.c"], served: [] },
  { says: "two neighbouring wildcards", listener: "*.b.c", route: ["*.b.d"], served: [] },
  {
    says: "hosts outside the intersection are ignored, the others stay",
    listener: "*.b.c",
    route: ["x.b.c", "x.b.d", "*.z.b.c"],
    served: ["x.b.c", "*.z.b.c"],
  },
  { says: "case does not matter", listener: "*.B.c", route: ["X.b.C"], served: ["x.b.c"] },
  { says: "a host that is named twice is served once", listener: undefined, route: ["a.b", "A.b"], served: ["a.b"] },
])("$says ($listener, $route)", ({ listener, route, served }) => {
  expect(servedHostnames(listener, route)).toEqual(served);
});
