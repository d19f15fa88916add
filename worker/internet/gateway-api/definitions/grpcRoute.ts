/** GRPCRoute. */
export const grpcRoute = String.raw`
type GRPCRoute
  @<1.4 spec GRPCRouteSpec
  @>=1.4 spec! GRPCRouteSpec
  status RouteStatus

type GRPCRouteSpec
  @<1.4 hostnames [Hostname] ..16
  @>=1.4 hostnames [Hostname] atomic ..16
  @<1.4 parentRefs [ParentReference] ..32
    @s rule self.all(p1, self.all(p2, p1.group == p2.group && p1.kind == p2.kind && p1.name == p2.name && (((!has(p1.__namespace__) || p1.__namespace__ == '') && (!has(p2.__namespace__) || p2.__namespace__ == '')) || (has(p1.__namespace__) && has(p2.__namespace__) && p1.__namespace__ == p2.__namespace__ )) ? ((!has(p1.sectionName) || p1.sectionName == '') == (!has(p2.sectionName) || p2.sectionName == '')) : true))
      says sectionName must be specified when parentRefs includes 2 or more references to the same parent
    @s rule self.all(p1, self.exists_one(p2, p1.group == p2.group && p1.kind == p2.kind && p1.name == p2.name && (((!has(p1.__namespace__) || p1.__namespace__ == '') && (!has(p2.__namespace__) || p2.__namespace__ == '')) || (has(p1.__namespace__) && has(p2.__namespace__) && p1.__namespace__ == p2.__namespace__ )) && (((!has(p1.sectionName) || p1.sectionName == '') && (!has(p2.sectionName) || p2.sectionName == '')) || (has(p1.sectionName) && has(p2.sectionName) && p1.sectionName == p2.sectionName))))
      says sectionName must be unique when parentRefs includes 2 or more references to the same parent
    @x rule self.all(p1, self.all(p2, p1.group == p2.group && p1.kind == p2.kind && p1.name == p2.name && (((!has(p1.__namespace__) || p1.__namespace__ == '') && (!has(p2.__namespace__) || p2.__namespace__ == '')) || (has(p1.__namespace__) && has(p2.__namespace__) && p1.__namespace__ == p2.__namespace__)) ? ((!has(p1.sectionName) || p1.sectionName == '') == (!has(p2.sectionName) || p2.sectionName == '') && (!has(p1.port) || p1.port == 0) == (!has(p2.port) || p2.port == 0)): true))
      says sectionName or port must be specified when parentRefs includes 2 or more references to the same parent
    @x rule self.all(p1, self.exists_one(p2, p1.group == p2.group && p1.kind == p2.kind && p1.name == p2.name && (((!has(p1.__namespace__) || p1.__namespace__ == '') && (!has(p2.__namespace__) || p2.__namespace__ == '')) || (has(p1.__namespace__) && has(p2.__namespace__) && p1.__namespace__ == p2.__namespace__ )) && (((!has(p1.sectionName) || p1.sectionName == '') && (!has(p2.sectionName) || p2.sectionName == '')) || ( has(p1.sectionName) && has(p2.sectionName) && p1.sectionName == p2.sectionName)) && (((!has(p1.port) || p1.port == 0) && (!has(p2.port) || p2.port == 0)) || (has(p1.port) && has(p2.port) && p1.port == p2.port))))
      says sectionName or port must be unique when parentRefs includes 2 or more references to the same parent
  @>=1.4 parentRefs [ParentReference] atomic ..32
    @s rule self.all(p1, self.all(p2, p1.group == p2.group && p1.kind == p2.kind && p1.name == p2.name && (((!has(p1.__namespace__) || p1.__namespace__ == '') && (!has(p2.__namespace__) || p2.__namespace__ == '')) || (has(p1.__namespace__) && has(p2.__namespace__) && p1.__namespace__ == p2.__namespace__ )) ? ((!has(p1.sectionName) || p1.sectionName == '') == (!has(p2.sectionName) || p2.sectionName == '')) : true))
      says sectionName must be specified when parentRefs includes 2 or more references to the same parent
    @s rule self.all(p1, self.exists_one(p2, p1.group == p2.group && p1.kind == p2.kind && p1.name == p2.name && (((!has(p1.__namespace__) || p1.__namespace__ == '') && (!has(p2.__namespace__) || p2.__namespace__ == '')) || (has(p1.__namespace__) && has(p2.__namespace__) && p1.__namespace__ == p2.__namespace__ )) && (((!has(p1.sectionName) || p1.sectionName == '') && (!has(p2.sectionName) || p2.sectionName == '')) || (has(p1.sectionName) && has(p2.sectionName) && p1.sectionName == p2.sectionName))))
      says sectionName must be unique when parentRefs includes 2 or more references to the same parent
    @x rule self.all(p1, self.all(p2, p1.group == p2.group && p1.kind == p2.kind && p1.name == p2.name && (((!has(p1.__namespace__) || p1.__namespace__ == '') && (!has(p2.__namespace__) || p2.__namespace__ == '')) || (has(p1.__namespace__) && has(p2.__namespace__) && p1.__namespace__ == p2.__namespace__)) ? ((!has(p1.sectionName) || p1.sectionName == '') == (!has(p2.sectionName) || p2.sectionName == '') && (!has(p1.port) || p1.port == 0) == (!has(p2.port) || p2.port == 0)): true))
      says sectionName or port must be specified when parentRefs includes 2 or more references to the same parent
    @x rule self.all(p1, self.exists_one(p2, p1.group == p2.group && p1.kind == p2.kind && p1.name == p2.name && (((!has(p1.__namespace__) || p1.__namespace__ == '') && (!has(p2.__namespace__) || p2.__namespace__ == '')) || (has(p1.__namespace__) && has(p2.__namespace__) && p1.__namespace__ == p2.__namespace__ )) && (((!has(p1.sectionName) || p1.sectionName == '') && (!has(p2.sectionName) || p2.sectionName == '')) || ( has(p1.sectionName) && has(p2.sectionName) && p1.sectionName == p2.sectionName)) && (((!has(p1.port) || p1.port == 0) && (!has(p2.port) || p2.port == 0)) || (has(p1.port) && has(p2.port) && p1.port == p2.port))))
      says sectionName or port must be unique when parentRefs includes 2 or more references to the same parent
  @<1.4 rules [GRPCRouteRule] ..16
    rule (self.size() > 0 ? (has(self[0].matches) ? self[0].matches.size() : 0) : 0) + (self.size() > 1 ? (has(self[1].matches) ? self[1].matches.size() : 0) : 0) + (self.size() > 2 ? (has(self[2].matches) ? self[2].matches.size() : 0) : 0) + (self.size() > 3 ? (has(self[3].matches) ? self[3].matches.size() : 0) : 0) + (self.size() > 4 ? (has(self[4].matches) ? self[4].matches.size() : 0) : 0) + (self.size() > 5 ? (has(self[5].matches) ? self[5].matches.size() : 0) : 0) + (self.size() > 6 ? (has(self[6].matches) ? self[6].matches.size() : 0) : 0) + (self.size() > 7 ? (has(self[7].matches) ? self[7].matches.size() : 0) : 0) + (self.size() > 8 ? (has(self[8].matches) ? self[8].matches.size() : 0) : 0) + (self.size() > 9 ? (has(self[9].matches) ? self[9].matches.size() : 0) : 0) + (self.size() > 10 ? (has(self[10].matches) ? self[10].matches.size() : 0) : 0) + (self.size() > 11 ? (has(self[11].matches) ? self[11].matches.size() : 0) : 0) + (self.size() > 12 ? (has(self[12].matches) ? self[12].matches.size() : 0) : 0) + (self.size() > 13 ? (has(self[13].matches) ? self[13].matches.size() : 0) : 0) + (self.size() > 14 ? (has(self[14].matches) ? self[14].matches.size() : 0) : 0) + (self.size() > 15 ? (has(self[15].matches) ? self[15].matches.size() : 0) : 0) <= 128
      says While 16 rules and 64 matches per rule are allowed, the total number of matches across all rules in a route must be less than 128
    @x rule self.all(l1, !has(l1.name) || self.exists_one(l2, has(l2.name) && l1.name == l2.name))
      says Rule name must be unique within the route
  @>=1.4 rules [GRPCRouteRule] atomic ..16
    rule (self.size() > 0 ? (has(self[0].matches) ? self[0].matches.size() : 0) : 0) + (self.size() > 1 ? (has(self[1].matches) ? self[1].matches.size() : 0) : 0) + (self.size() > 2 ? (has(self[2].matches) ? self[2].matches.size() : 0) : 0) + (self.size() > 3 ? (has(self[3].matches) ? self[3].matches.size() : 0) : 0) + (self.size() > 4 ? (has(self[4].matches) ? self[4].matches.size() : 0) : 0) + (self.size() > 5 ? (has(self[5].matches) ? self[5].matches.size() : 0) : 0) + (self.size() > 6 ? (has(self[6].matches) ? self[6].matches.size() : 0) : 0) + (self.size() > 7 ? (has(self[7].matches) ? self[7].matches.size() : 0) : 0) + (self.size() > 8 ? (has(self[8].matches) ? self[8].matches.size() : 0) : 0) + (self.size() > 9 ? (has(self[9].matches) ? self[9].matches.size() : 0) : 0) + (self.size() > 10 ? (has(self[10].matches) ? self[10].matches.size() : 0) : 0) + (self.size() > 11 ? (has(self[11].matches) ? self[11].matches.size() : 0) : 0) + (self.size() > 12 ? (has(self[12].matches) ? self[12].matches.size() : 0) : 0) + (self.size() > 13 ? (has(self[13].matches) ? self[13].matches.size() : 0) : 0) + (self.size() > 14 ? (has(self[14].matches) ? self[14].matches.size() : 0) : 0) + (self.size() > 15 ? (has(self[15].matches) ? self[15].matches.size() : 0) : 0) <= 128
      says While 16 rules and 64 matches per rule are allowed, the total number of matches across all rules in a route must be less than 128
    @x rule self.all(l1, !has(l1.name) || self.exists_one(l2, has(l2.name) && l1.name == l2.name))
      says Rule name must be unique within the route
  @x&>=1.4 useDefaultGateways DefaultScope

type GRPCRouteRule
  @<1.4 backendRefs [GRPCBackendRef] ..16
  @>=1.4 backendRefs [GRPCBackendRef] atomic ..16
  @<1.4 filters [GRPCRouteFilter] ..16
    rule self.filter(f, f.type == 'RequestHeaderModifier').size() <= 1
      says RequestHeaderModifier filter cannot be repeated
    rule self.filter(f, f.type == 'ResponseHeaderModifier').size() <= 1
      says ResponseHeaderModifier filter cannot be repeated
  @>=1.4 filters [GRPCRouteFilter] atomic ..16
    rule self.filter(f, f.type == 'RequestHeaderModifier').size() <= 1
      says RequestHeaderModifier filter cannot be repeated
    rule self.filter(f, f.type == 'ResponseHeaderModifier').size() <= 1
      says ResponseHeaderModifier filter cannot be repeated
  @<1.4 matches [GRPCRouteMatch] ..8
  @>=1.4 matches [GRPCRouteMatch] atomic ..64
  @x|>=1.4 name SectionName
  @x sessionPersistence SessionPersistence

type GRPCBackendRef
  @<1.4 filters [GRPCRouteFilter] ..16
    rule self.filter(f, f.type == 'RequestHeaderModifier').size() <= 1
      says RequestHeaderModifier filter cannot be repeated
    rule self.filter(f, f.type == 'ResponseHeaderModifier').size() <= 1
      says ResponseHeaderModifier filter cannot be repeated
  @>=1.4 filters [GRPCRouteFilter] atomic ..16
    rule self.filter(f, f.type == 'RequestHeaderModifier').size() <= 1
      says RequestHeaderModifier filter cannot be repeated
    rule self.filter(f, f.type == 'ResponseHeaderModifier').size() <= 1
      says ResponseHeaderModifier filter cannot be repeated
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
  rule !(has(self.requestHeaderModifier) && self.type != 'RequestHeaderModifier')
    says filter.requestHeaderModifier must be nil if the filter.type is not RequestHeaderModifier
  rule !(!has(self.requestHeaderModifier) && self.type == 'RequestHeaderModifier')
    says filter.requestHeaderModifier must be specified for RequestHeaderModifier filter.type
  rule !(has(self.responseHeaderModifier) && self.type != 'ResponseHeaderModifier')
    says filter.responseHeaderModifier must be nil if the filter.type is not ResponseHeaderModifier
  rule !(!has(self.responseHeaderModifier) && self.type == 'ResponseHeaderModifier')
    says filter.responseHeaderModifier must be specified for ResponseHeaderModifier filter.type
  rule !(has(self.requestMirror) && self.type != 'RequestMirror')
    says filter.requestMirror must be nil if the filter.type is not RequestMirror
  rule !(!has(self.requestMirror) && self.type == 'RequestMirror')
    says filter.requestMirror must be specified for RequestMirror filter.type
  rule !(has(self.extensionRef) && self.type != 'ExtensionRef')
    says filter.extensionRef must be nil if the filter.type is not ExtensionRef
  rule !(!has(self.extensionRef) && self.type == 'ExtensionRef')
    says filter.extensionRef must be specified for ExtensionRef filter.type

type GRPCRouteMatch
  headers [GRPCHeaderMatch] map(name) ..16
  method GRPCMethodMatch

type GRPCHeaderMatch
  name! HeaderName
  type MatchType = "Exact"
  value! HeaderValue

type GRPCMethodMatch
  method string ..1024
  service string ..1024
  type MatchType = "Exact"
  rule has(self.type) ? has(self.service) || has(self.method) : true
    says One or both of 'service' or 'method' must be specified
  rule (!has(self.type) || self.type == 'Exact') && has(self.service) ? self.service.matches(r"""^(?i)\.?[a-z_][a-z_0-9]*(\.[a-z_][a-z_0-9]*)*$"""): true
    says service must only contain valid characters (matching ^(?i)\.?[a-z_][a-z_0-9]*(\.[a-z_][a-z_0-9]*)*$)
  rule (!has(self.type) || self.type == 'Exact') && has(self.method) ? self.method.matches(r"""^[A-Za-z_][A-Za-z_0-9]*$"""): true
    says method must only contain valid characters (matching ^[A-Za-z_][A-Za-z_0-9]*$)
`;
