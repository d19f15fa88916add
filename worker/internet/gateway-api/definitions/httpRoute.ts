/** HTTPRoute. */
export const httpRoute = String.raw`
scalar RetryCode int 400..599
scalar SchemeOrigin string 1..253 ~ (^\*$)|(^([a-zA-Z][a-zA-Z0-9+\-.]+):\/\/([^:/?#]+)(:([0-9]{1,5}))?$)
scalar HTTPOrigin string 1..253 ~ (^\*$)|(^(http(s)?):\/\/(((\*\.)?([a-zA-Z0-9\-]+\.)*[a-zA-Z0-9-]+|\*)(:([0-9]{1,5}))?)$)

type HTTPRoute
  : How HTTP requests are matched, changed and sent on to backends.
  spec! HTTPRouteSpec
    : What the route should do.
  status RouteStatus
    : What each parent says of it.

type HTTPRouteSpec
  hostnames [Hostname] atomic@>=1.4 ..16
    : Hosts, as in the Host header, that the route is for; those of its listeners where absent.
  parentRefs [ParentReference] atomic@>=1.4 ..32
    : The Gateways, or sections of them, that the route wants to attach to.
    use ParentRefs
  rules [HTTPRouteRule] atomic@>=1.4 ..16@<1.6 1..16@>=1.6 = [{"matches":[{"path":{"type":"PathPrefix","value":"/"}}]}]
    : What is matched, and what is done with it. The most specific match decides, not the order.
    rule (self.size() > 0 ? self[0].matches.size() : 0) + (self.size() > 1 ? self[1].matches.size() : 0) + (self.size() > 2 ? self[2].matches.size() : 0) + (self.size() > 3 ? self[3].matches.size() : 0) + (self.size() > 4 ? self[4].matches.size() : 0) + (self.size() > 5 ? self[5].matches.size() : 0) + (self.size() > 6 ? self[6].matches.size() : 0) + (self.size() > 7 ? self[7].matches.size() : 0) + (self.size() > 8 ? self[8].matches.size() : 0) + (self.size() > 9 ? self[9].matches.size() : 0) + (self.size() > 10 ? self[10].matches.size() : 0) + (self.size() > 11 ? self[11].matches.size() : 0) + (self.size() > 12 ? self[12].matches.size() : 0) + (self.size() > 13 ? self[13].matches.size() : 0) + (self.size() > 14 ? self[14].matches.size() : 0) + (self.size() > 15 ? self[15].matches.size() : 0) <= 128
      says While 16 rules and 64 matches per rule are allowed, the total number of matches across all rules in a route must be less than 128
    @x rule self.all(l1, !has(l1.name) || self.exists_one(l2, has(l2.name) && l1.name == l2.name))
      says Rule name must be unique within the route
  @x&>=1.4 useDefaultGateways DefaultScope

type HTTPRouteRule
  : Matches, filters and backends that belong together.
  backendRefs [HTTPBackendRef] atomic@>=1.4 ..16
    : Where requests go, by weight. Without any, the answer is 500.
  filters [HTTPRouteFilter] atomic@>=1.4 ..16
    : What is changed about requests and answers of this rule.
    rule !(self.exists(f, f.type == 'RequestRedirect') && self.exists(f, f.type == 'URLRewrite'))
      says May specify either httpRouteFilterRequestRedirect or httpRouteFilterRequestRewrite, but not both
    @>=1.6 rule self.filter(f, f.type == 'CORS').size() <= 1
      says CORS filter cannot be repeated
    rule self.filter(f, f.type == 'RequestHeaderModifier').size() <= 1
      says RequestHeaderModifier filter cannot be repeated
    rule self.filter(f, f.type == 'ResponseHeaderModifier').size() <= 1
      says ResponseHeaderModifier filter cannot be repeated
    rule self.filter(f, f.type == 'RequestRedirect').size() <= 1
      says RequestRedirect filter cannot be repeated
    rule self.filter(f, f.type == 'URLRewrite').size() <= 1
      says URLRewrite filter cannot be repeated
  matches [HTTPRouteMatch] atomic@>=1.4 ..64 = [{"path":{"type":"PathPrefix","value":"/"}}]
    : A request is matched when one of these matches; every path where absent.
  @x|>=1.4 name SectionName
    : The rule's name, distinct in the route.
  @x retry HTTPRouteRetry
    : When a request is tried again.
  @x sessionPersistence SessionPersistence
    : How a client keeps to one backend.
  timeouts HTTPRouteTimeouts
    : How long requests may take.
  rule (has(self.backendRefs) && size(self.backendRefs) > 0) ? (!has(self.filters) || self.filters.all(f, !has(f.requestRedirect))): true
    says RequestRedirect filter must not be used together with backendRefs
  rule (has(self.filters) && self.filters.exists_one(f, has(f.requestRedirect) && has(f.requestRedirect.path) && f.requestRedirect.path.type == 'ReplacePrefixMatch' && has(f.requestRedirect.path.replacePrefixMatch))) ? ((size(self.matches) != 1 || !has(self.matches[0].path) || self.matches[0].path.type != 'PathPrefix') ? false : true) : true
    says When using RequestRedirect filter with path.replacePrefixMatch, exactly one PathPrefix match must be specified
  rule (has(self.filters) && self.filters.exists_one(f, has(f.urlRewrite) && has(f.urlRewrite.path) && f.urlRewrite.path.type == 'ReplacePrefixMatch' && has(f.urlRewrite.path.replacePrefixMatch))) ? ((size(self.matches) != 1 || !has(self.matches[0].path) || self.matches[0].path.type != 'PathPrefix') ? false : true) : true
    says When using URLRewrite filter with path.replacePrefixMatch, exactly one PathPrefix match must be specified
  rule (has(self.backendRefs) && self.backendRefs.exists_one(b, (has(b.filters) && b.filters.exists_one(f, has(f.requestRedirect) && has(f.requestRedirect.path) && f.requestRedirect.path.type == 'ReplacePrefixMatch' && has(f.requestRedirect.path.replacePrefixMatch))) )) ? ((size(self.matches) != 1 || !has(self.matches[0].path) || self.matches[0].path.type != 'PathPrefix') ? false : true) : true
    says Within backendRefs, when using RequestRedirect filter with path.replacePrefixMatch, exactly one PathPrefix match must be specified
  rule (has(self.backendRefs) && self.backendRefs.exists_one(b, (has(b.filters) && b.filters.exists_one(f, has(f.urlRewrite) && has(f.urlRewrite.path) && f.urlRewrite.path.type == 'ReplacePrefixMatch' && has(f.urlRewrite.path.replacePrefixMatch))) )) ? ((size(self.matches) != 1 || !has(self.matches[0].path) || self.matches[0].path.type != 'PathPrefix') ? false : true) : true
    says Within backendRefs, When using URLRewrite filter with path.replacePrefixMatch, exactly one PathPrefix match must be specified

type HTTPBackendRef
  : A backend, its share of the requests, and what is changed on the way to it.
  filters [HTTPRouteFilter] atomic@>=1.4 ..16
    : What is changed for this backend alone.
    rule !(self.exists(f, f.type == 'RequestRedirect') && self.exists(f, f.type == 'URLRewrite'))
      says May specify either httpRouteFilterRequestRedirect or httpRouteFilterRequestRewrite, but not both
    @<1.4 rule !(self.exists(f, f.type == 'RequestRedirect') && self.exists(f, f.type == 'URLRewrite'))
      says May specify either httpRouteFilterRequestRedirect or httpRouteFilterRequestRewrite, but not both
    @>=1.6 rule self.filter(f, f.type == 'CORS').size() <= 1
      says CORS filter cannot be repeated
    rule self.filter(f, f.type == 'RequestHeaderModifier').size() <= 1
      says RequestHeaderModifier filter cannot be repeated
    rule self.filter(f, f.type == 'ResponseHeaderModifier').size() <= 1
      says ResponseHeaderModifier filter cannot be repeated
    rule self.filter(f, f.type == 'RequestRedirect').size() <= 1
      says RequestRedirect filter cannot be repeated
    rule self.filter(f, f.type == 'URLRewrite').size() <= 1
      says URLRewrite filter cannot be repeated
  group Group = ""
    : The backend's API group; empty for a Service.
  kind Kind = "Service"
    : The backend's kind.
  name! ObjectName
    : The backend's name.
  namespace Namespace
    : The backend's namespace; another than the route's needs a ReferenceGrant there.
  port PortNumber
    : The port of the Service, not of its pods.
  weight Weight = 1
    : The share of requests, of the sum of all weights; 0 gets none.
  rule (size(self.group) == 0 && self.kind == 'Service') ? has(self.port) : true
    says Must have port for Service reference

type HTTPRouteFilter
  : One step of processing; the type says which field holds its settings.
  @>=1.6|x&>=1.4 cors HTTPCORSFilter
    : Answers requests from other origins.
  extensionRef LocalObjectReference
    : A filter of an implementation's own.
  @x&>=1.4 externalAuth HTTPExternalAuthFilter
    : Asks a service whether the request may pass.
  requestHeaderModifier HTTPHeaderFilter
    : Changes headers of the request.
  requestMirror HTTPRequestMirrorFilter
    : Sends a copy of requests elsewhere; its answers are ignored.
  requestRedirect HTTPRequestRedirectFilter
    : Answers with a redirect.
  responseHeaderModifier HTTPHeaderFilter
    : Changes headers of the answer.
  @<1.4|s&<1.6 type! enum(RequestHeaderModifier ResponseHeaderModifier RequestMirror RequestRedirect URLRewrite ExtensionRef)
    : Which filter it is.
  @x&>=1.4 type! enum(RequestHeaderModifier ResponseHeaderModifier RequestMirror RequestRedirect URLRewrite ExtensionRef CORS ExternalAuth)
    : Which filter it is.
  @s&>=1.6 type! enum(RequestHeaderModifier ResponseHeaderModifier RequestMirror RequestRedirect URLRewrite ExtensionRef CORS)
    : Which filter it is.
  urlRewrite HTTPURLRewriteFilter
    : Changes host or path before the request goes on.
  @<1.6 member requestHeaderModifier RequestHeaderModifier
  @<1.6 member responseHeaderModifier ResponseHeaderModifier
  @<1.6 member requestMirror RequestMirror
  @<1.6 member requestRedirect RequestRedirect
  @<1.6 member urlRewrite URLRewrite
  @<1.6 member extensionRef ExtensionRef
  @>=1.6|x&>=1.4 member cors CORS
  @>=1.6 member requestHeaderModifier RequestHeaderModifier
  @>=1.6 member responseHeaderModifier ResponseHeaderModifier
  @>=1.6 member requestMirror RequestMirror
  @>=1.6 member requestRedirect RequestRedirect
  @>=1.6 member urlRewrite URLRewrite
  @>=1.6 member extensionRef ExtensionRef
  @x&>=1.4 member externalAuth ExternalAuth

type HTTPRequestRedirectFilter
  hostname SectionName
    : The host of the new location; the request's own where absent.
  path HTTPPathModifier
    : How the path is changed; not at all where absent.
  port PortNumber
    : The port of the new location.
  scheme enum(http https)
    : The scheme of the new location.
  @<1.6 statusCode enum(301 302) = 302
    : The status of the answer.
  @>=1.6 statusCode enum(301 302 303 307 308) = 302
    : The status of the answer.

type HTTPPathModifier
  replaceFullPath string ..1024
    : What the whole path becomes.
  replacePrefixMatch string ..1024
    : What the matched prefix becomes.
  type! enum(ReplaceFullPath ReplacePrefixMatch)
    : Which of the two is meant.
  rule self.type == 'ReplaceFullPath' ? has(self.replaceFullPath) : true
    says replaceFullPath must be specified when type is set to 'ReplaceFullPath'
  rule has(self.replaceFullPath) ? self.type == 'ReplaceFullPath' : true
    says type must be 'ReplaceFullPath' when replaceFullPath is set
  rule self.type == 'ReplacePrefixMatch' ? has(self.replacePrefixMatch) : true
    says replacePrefixMatch must be specified when type is set to 'ReplacePrefixMatch'
  rule has(self.replacePrefixMatch) ? self.type == 'ReplacePrefixMatch' : true
    says type must be 'ReplacePrefixMatch' when replacePrefixMatch is set

type HTTPURLRewriteFilter
  hostname SectionName
    : The Host header that the backend sees.
  path HTTPPathModifier
    : How the path is changed.

type HTTPRouteMatch
  : What a request must be like: every condition given here must hold.
  headers [HTTPHeaderMatch] map(name) ..16
    : Headers that the request must have.
  method enum(GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH)
    : The method that the request must have.
  path HTTPPathMatch = {"type":"PathPrefix","value":"/"}
    : The path that the request must have.
  queryParams [HTTPQueryParamMatch] map(name) ..16
    : Query parameters that the request must have.

type HTTPHeaderMatch
  name! HeaderName
    : The header's name, without regard to case.
  type MatchType = "Exact"
    : How the value is compared.
  @s|<1.6 value! HeaderValue
    : The value to compare with.
  @x&>=1.6 value! PrintableHeaderValue
    : The value to compare with.

type HTTPPathMatch
  type enum(Exact PathPrefix RegularExpression) = "PathPrefix"
    : How the value is compared: Exact, PathPrefix by whole elements, or RegularExpression.
  value string ..1024 = "/"
    : The path to compare with.
  rule (self.type in ['Exact','PathPrefix']) ? self.value.startsWith('/') : true
    says value must be an absolute path and start with '/' when type one of ['Exact', 'PathPrefix']
  rule (self.type in ['Exact','PathPrefix']) ? !self.value.contains('//') : true
    says must not contain '//' when type one of ['Exact', 'PathPrefix']
  rule (self.type in ['Exact','PathPrefix']) ? !self.value.contains('/./') : true
    says must not contain '/./' when type one of ['Exact', 'PathPrefix']
  rule (self.type in ['Exact','PathPrefix']) ? !self.value.contains('/../') : true
    says must not contain '/../' when type one of ['Exact', 'PathPrefix']
  rule (self.type in ['Exact','PathPrefix']) ? !self.value.contains('%2f') : true
    says must not contain '%2f' when type one of ['Exact', 'PathPrefix']
  rule (self.type in ['Exact','PathPrefix']) ? !self.value.contains('%2F') : true
    says must not contain '%2F' when type one of ['Exact', 'PathPrefix']
  rule (self.type in ['Exact','PathPrefix']) ? !self.value.contains('#') : true
    says must not contain '#' when type one of ['Exact', 'PathPrefix']
  rule (self.type in ['Exact','PathPrefix']) ? !self.value.endsWith('/..') : true
    says must not end with '/..' when type one of ['Exact', 'PathPrefix']
  rule (self.type in ['Exact','PathPrefix']) ? !self.value.endsWith('/.') : true
    says must not end with '/.' when type one of ['Exact', 'PathPrefix']
  rule self.type in ['Exact','PathPrefix'] || self.type == 'RegularExpression'
    says type must be one of ['Exact', 'PathPrefix', 'RegularExpression']
  rule (self.type in ['Exact','PathPrefix']) ? self.value.matches(r"""^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$""") : true
    says must only contain valid characters (matching ^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$) for types ['Exact', 'PathPrefix']

type HTTPQueryParamMatch
  name! HeaderName
    : The parameter's name.
  type MatchType = "Exact"
    : How the value is compared.
  value! string 1..1024
    : The value to compare with.

type HTTPRouteTimeouts
  backendRequest Duration
    : How long one attempt at a backend may take.
  request Duration
    : How long the whole may take, attempts included.
  rule !(has(self.request) && has(self.backendRequest) && duration(self.request) != duration('0s') && duration(self.backendRequest) > duration(self.request))
    says backendRequest timeout cannot be longer than request timeout

type HTTPRouteRetry
  @<1.6 attempts int
  @>=1.6 attempts int 1..
  backoff Duration
  codes [RetryCode] atomic@>=1.4&<1.6 set@>=1.6

type HTTPCORSFilter
  allowCredentials bool
  allowHeaders [HeaderName] set ..64
    @>=1.6 rule !('*' in self && self.size() > 1)
      says AllowHeaders cannot contain '*' alongside other methods
  allowMethods [enum(GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH *)] set ..9
    rule !('*' in self && self.size() > 1)
      says AllowMethods cannot contain '*' alongside other methods
  @<1.6 allowOrigins [SchemeOrigin] set ..64
    rule !('*' in self && self.size() > 1)
      says AllowOrigins cannot contain '*' alongside other origins
  @>=1.6 allowOrigins [HTTPOrigin] set ..64
    rule !('*' in self && self.size() > 1)
      says AllowOrigins cannot contain '*' alongside other origins
  exposeHeaders [HeaderName] set ..64
  maxAge int32 1.. = 5

type HTTPExternalAuthFilter
  backendRef! BackendObjectReference
  forwardBody ForwardBodyConfig
  grpc GRPCAuthConfig
  http HTTPAuthConfig
  protocol! enum(HTTP GRPC)
  rule self.protocol == 'GRPC' ? has(self.grpc) : true
    says grpc must be specified when protocol is set to 'GRPC'
  rule has(self.grpc) ? self.protocol == 'GRPC' : true
    says protocol must be 'GRPC' when grpc is set
  rule self.protocol == 'HTTP' ? has(self.http) : true
    says http must be specified when protocol is set to 'HTTP'
  rule has(self.http) ? self.protocol == 'HTTP' : true
    says protocol must be 'HTTP' when http is set

type ForwardBodyConfig
  maxSize int

type GRPCAuthConfig
  allowedHeaders [string] set ..64@>=1.6

type HTTPAuthConfig
  allowedHeaders [string] set ..64@>=1.6
  allowedResponseHeaders [string] set ..64@>=1.6
  path string ..1024 ~ ^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$
`;
