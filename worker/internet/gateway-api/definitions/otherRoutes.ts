/** TLSRoute, TCPRoute and UDPRoute, each with the shape that it had in v1alpha2. */
export const otherRoutes = String.raw`
type AlphaL4Route
  spec! AlphaL4RouteSpec
  status RouteStatus

type AlphaL4RouteSpec
  parentRefs [ParentReference] atomic@>=1.4 ..32
    use ParentRefs
  rules! [L4RouteRule] atomic@>=1.4 1..16
    @x rule self.all(l1, !has(l1.name) || self.exists_one(l2, has(l2.name) && l1.name == l2.name))
      says Rule name must be unique within the route
  @x&>=1.4 useDefaultGateways DefaultScope

type L4RouteRule
  @<1.4 backendRefs [BackendRef] 1..16
    : Where connections go, by weight.
  @>=1.4 backendRefs! [BackendRef] atomic 1..16
    : Where connections go, by weight.
  name SectionName

type BackendRef
  group Group = ""
  kind Kind = "Service"
  name! ObjectName
  namespace Namespace
  port PortNumber
  weight Weight = 1
  rule (size(self.group) == 0 && self.kind == 'Service') ? has(self.port) : true
    says Must have port for Service reference

type AlphaTLSRoute
  spec! AlphaTLSRouteSpec
  status RouteStatus

type AlphaTLSRouteSpec
  hostnames [Hostname] atomic@>=1.4 ..16@<1.6 ..1024@>=1.6
  parentRefs [ParentReference] atomic@>=1.4 ..32
    use ParentRefs
  rules! [L4RouteRule] atomic@>=1.4 1..16
    @x rule self.all(l1, !has(l1.name) || self.exists_one(l2, has(l2.name) && l1.name == l2.name))
      says Rule name must be unique within the route
  @x&>=1.4 useDefaultGateways DefaultScope

type TLSRoute
  : How TLS connections are sent on by the name that the client asks for.
  spec! TLSRouteSpec
  status RouteStatus

type TLSRouteSpec
  hostnames! [Hostname] atomic 1..16@<1.6 1..1024@>=1.6
    : Names, as in SNI, that the route is for.
    @>=1.6 rule self.all(h, !isIP(h))
      says Hostnames cannot contain an IP
    @>=1.6 rule self.all(h, !h.contains('*') ? h.matches('^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*)$') : true)
      says Hostnames must be valid based on RFC-1123
    @>=1.6 rule self.all(h, h.contains('*') ? (h.startsWith('*.') && h.substring(2).matches('^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*)$')) : true)
      says Wildcards on hostnames must be the first label, and the rest of hostname must be valid based on RFC-1123
  parentRefs [ParentReference] atomic ..32
    : The Gateways, or sections of them, that the route wants to attach to.
    use ParentRefs
  rules! [L4RouteRule] atomic 1..1
    : Where connections go.
    @<1.6 rule self.all(l1, !has(l1.name) || self.exists_one(l2, has(l2.name) && l1.name == l2.name))
      says Rule name must be unique within the route
  @x useDefaultGateways DefaultScope

type L4Route
  : How connections or datagrams of a port are sent on to backends.
  spec! L4RouteSpec
  status RouteStatus

type L4RouteSpec
  parentRefs [ParentReference] atomic ..32
    : The Gateways, or sections of them, that the route wants to attach to.
    use ParentRefs
  rules! [L4RouteRule] atomic 1..1
    : Where connections go.
  @x useDefaultGateways DefaultScope
`;
