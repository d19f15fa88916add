/** GRPCRoute. */
export const grpcRoute = String.raw`
rules GRPCFilters
  rule self.filter(f, f.type == 'RequestHeaderModifier').size() <= 1
    says RequestHeaderModifier filter cannot be repeated
  rule self.filter(f, f.type == 'ResponseHeaderModifier').size() <= 1
    says ResponseHeaderModifier filter cannot be repeated

type GRPCRoute
  : How gRPC requests are matched, changed and sent on to backends.
  @<1.4 spec GRPCRouteSpec
  @>=1.4 spec! GRPCRouteSpec
  status RouteStatus

type GRPCRouteSpec
  hostnames [Hostname] atomic@>=1.4 ..16
    : Hosts, as in the authority, that the route is for.
  parentRefs [ParentReference] atomic@>=1.4 ..32
    : The Gateways, or sections of them, that the route wants to attach to.
    use ParentRefs
  rules [GRPCRouteRule] atomic@>=1.4 ..16
    : What is matched, and what is done with it.
    rule (self.size() > 0 ? (has(self[0].matches) ? self[0].matches.size() : 0) : 0) + (self.size() > 1 ? (has(self[1].matches) ? self[1].matches.size() : 0) : 0) + (self.size() > 2 ? (has(self[2].matches) ? self[2].matches.size() : 0) : 0) + (self.size() > 3 ? (has(self[3].matches) ? self[3].matches.size() : 0) : 0) + (self.size() > 4 ? (has(self[4].matches) ? self[4].matches.size() : 0) : 0) + (self.size() > 5 ? (has(self[5].matches) ? self[5].matches.size() : 0) : 0) + (self.size() > 6 ? (has(self[6].matches) ? self[6].matches.size() : 0) : 0) + (self.size() > 7 ? (has(self[7].matches) ? self[7].matches.size() : 0) : 0) + (self.size() > 8 ? (has(self[8].matches) ? self[8].matches.size() : 0) : 0) + (self.size() > 9 ? (has(self[9].matches) ? self[9].matches.size() : 0) : 0) + (self.size() > 10 ? (has(self[10].matches) ? self[10].matches.size() : 0) : 0) + (self.size() > 11 ? (has(self[11].matches) ? self[11].matches.size() : 0) : 0) + (self.size() > 12 ? (has(self[12].matches) ? self[12].matches.size() : 0) : 0) + (self.size() > 13 ? (has(self[13].matches) ? self[13].matches.size() : 0) : 0) + (self.size() > 14 ? (has(self[14].matches) ? self[14].matches.size() : 0) : 0) + (self.size() > 15 ? (has(self[15].matches) ? self[15].matches.size() : 0) : 0) <= 128
      says While 16 rules and 64 matches per rule are allowed, the total number of matches across all rules in a route must be less than 128
    @x rule self.all(l1, !has(l1.name) || self.exists_one(l2, has(l2.name) && l1.name == l2.name))
      says Rule name must be unique within the route
  @x&>=1.4 useDefaultGateways DefaultScope

type GRPCRouteRule
  backendRefs [GRPCBackendRef] atomic@>=1.4 ..16
    : Where requests go, by weight.
  filters [GRPCRouteFilter] atomic@>=1.4 ..16
    : What is changed about requests and answers of this rule.
    use GRPCFilters
  matches [GRPCRouteMatch] atomic@>=1.4 ..8@<1.4 ..64@>=1.4
    : A request is matched when one of these matches.
  @x|>=1.4 name SectionName
  @x sessionPersistence SessionPersistence

type GRPCBackendRef
  filters [GRPCRouteFilter] atomic@>=1.4 ..16
    use GRPCFilters
  group Group = ""
  kind Kind = "Service"
  name! ObjectName
  namespace Namespace
  port PortNumber
  weight Weight = 1
  rule (size(self.group) == 0 && self.kind == 'Service') ? has(self.port) : true
    says Must have port for Service reference

type GRPCRouteFilter
  extensionRef LocalObjectReference
  requestHeaderModifier HTTPHeaderFilter
  requestMirror HTTPRequestMirrorFilter
  responseHeaderModifier HTTPHeaderFilter
  type! enum(ResponseHeaderModifier RequestHeaderModifier RequestMirror ExtensionRef)
  member requestHeaderModifier RequestHeaderModifier
  member responseHeaderModifier ResponseHeaderModifier
  member requestMirror RequestMirror
  member extensionRef ExtensionRef

type GRPCRouteMatch
  headers [GRPCHeaderMatch] map(name) ..16
    : Headers that the request must have.
  method GRPCMethodMatch
    : The service and method that must be called.

type GRPCHeaderMatch
  name! HeaderName
  type MatchType = "Exact"
  value! HeaderValue

type GRPCMethodMatch
  method string ..1024
    : The method's name.
  service string ..1024
    : The service's name.
  type MatchType = "Exact"
  rule has(self.type) ? has(self.service) || has(self.method) : true
    says One or both of 'service' or 'method' must be specified
  rule (!has(self.type) || self.type == 'Exact') && has(self.service) ? self.service.matches(r"""^(?i)\.?[a-z_][a-z_0-9]*(\.[a-z_][a-z_0-9]*)*$"""): true
    says service must only contain valid characters (matching ^(?i)\.?[a-z_][a-z_0-9]*(\.[a-z_][a-z_0-9]*)*$)
  rule (!has(self.type) || self.type == 'Exact') && has(self.method) ? self.method.matches(r"""^[A-Za-z_][A-Za-z_0-9]*$"""): true
    says method must only contain valid characters (matching ^[A-Za-z_][A-Za-z_0-9]*$)
`;
