/** HTTPRoute. */
export const httpRoute = String.raw`
scalar RetryCode int 400..599
scalar SchemeOrigin string 1..253 ~ (^\*$)|(^([a-zA-Z][a-zA-Z0-9+\-.]+):\/\/([^:/?#]+)(:([0-9]{1,5}))?$)
scalar HTTPOrigin string 1..253 ~ (^\*$)|(^(http(s)?):\/\/(((\*\.)?([a-zA-Z0-9\-]+\.)*[a-zA-Z0-9-]+|\*)(:([0-9]{1,5}))?)$)

type HTTPRoute
  spec! HTTPRouteSpec
  status RouteStatus

type HTTPRouteSpec
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
  @<1.4 rules [HTTPRouteRule] ..16 = [{"matches":[{"path":{"type":"PathPrefix","value":"/"}}]}]
    rule (self.size() > 0 ? self[0].matches.size() : 0) + (self.size() > 1 ? self[1].matches.size() : 0) + (self.size() > 2 ? self[2].matches.size() : 0) + (self.size() > 3 ? self[3].matches.size() : 0) + (self.size() > 4 ? self[4].matches.size() : 0) + (self.size() > 5 ? self[5].matches.size() : 0) + (self.size() > 6 ? self[6].matches.size() : 0) + (self.size() > 7 ? self[7].matches.size() : 0) + (self.size() > 8 ? self[8].matches.size() : 0) + (self.size() > 9 ? self[9].matches.size() : 0) + (self.size() > 10 ? self[10].matches.size() : 0) + (self.size() > 11 ? self[11].matches.size() : 0) + (self.size() > 12 ? self[12].matches.size() : 0) + (self.size() > 13 ? self[13].matches.size() : 0) + (self.size() > 14 ? self[14].matches.size() : 0) + (self.size() > 15 ? self[15].matches.size() : 0) <= 128
      says While 16 rules and 64 matches per rule are allowed, the total number of matches across all rules in a route must be less than 128
    @x rule self.all(l1, !has(l1.name) || self.exists_one(l2, has(l2.name) && l1.name == l2.name))
      says Rule name must be unique within the route
  @>=1.4&<1.6 rules [HTTPRouteRule] atomic ..16 = [{"matches":[{"path":{"type":"PathPrefix","value":"/"}}]}]
    rule (self.size() > 0 ? self[0].matches.size() : 0) + (self.size() > 1 ? self[1].matches.size() : 0) + (self.size() > 2 ? self[2].matches.size() : 0) + (self.size() > 3 ? self[3].matches.size() : 0) + (self.size() > 4 ? self[4].matches.size() : 0) + (self.size() > 5 ? self[5].matches.size() : 0) + (self.size() > 6 ? self[6].matches.size() : 0) + (self.size() > 7 ? self[7].matches.size() : 0) + (self.size() > 8 ? self[8].matches.size() : 0) + (self.size() > 9 ? self[9].matches.size() : 0) + (self.size() > 10 ? self[10].matches.size() : 0) + (self.size() > 11 ? self[11].matches.size() : 0) + (self.size() > 12 ? self[12].matches.size() : 0) + (self.size() > 13 ? self[13].matches.size() : 0) + (self.size() > 14 ? self[14].matches.size() : 0) + (self.size() > 15 ? self[15].matches.size() : 0) <= 128
      says While 16 rules and 64 matches per rule are allowed, the total number of matches across all rules in a route must be less than 128
    @x rule self.all(l1, !has(l1.name) || self.exists_one(l2, has(l2.name) && l1.name == l2.name))
      says Rule name must be unique within the route
  @>=1.6 rules [HTTPRouteRule] atomic 1..16 = [{"matches":[{"path":{"type":"PathPrefix","value":"/"}}]}]
    rule (self.size() > 0 ? self[0].matches.size() : 0) + (self.size() > 1 ? self[1].matches.size() : 0) + (self.size() > 2 ? self[2].matches.size() : 0) + (self.size() > 3 ? self[3].matches.size() : 0) + (self.size() > 4 ? self[4].matches.size() : 0) + (self.size() > 5 ? self[5].matches.size() : 0) + (self.size() > 6 ? self[6].matches.size() : 0) + (self.size() > 7 ? self[7].matches.size() : 0) + (self.size() > 8 ? self[8].matches.size() : 0) + (self.size() > 9 ? self[9].matches.size() : 0) + (self.size() > 10 ? self[10].matches.size() : 0) + (self.size() > 11 ? self[11].matches.size() : 0) + (self.size() > 12 ? self[12].matches.size() : 0) + (self.size() > 13 ? self[13].matches.size() : 0) + (self.size() > 14 ? self[14].matches.size() : 0) + (self.size() > 15 ? self[15].matches.size() : 0) <= 128
      says While 16 rules and 64 matches per rule are allowed, the total number of matches across all rules in a route must be less than 128
    @x rule self.all(l1, !has(l1.name) || self.exists_one(l2, has(l2.name) && l1.name == l2.name))
      says Rule name must be unique within the route
  @x&>=1.4 useDefaultGateways DefaultScope

type HTTPRouteRule
  @<1.4 backendRefs [HTTPBackendRef] ..16
  @>=1.4 backendRefs [HTTPBackendRef] atomic ..16
  @<1.4 filters [HTTPRouteFilter] ..16
    rule !(self.exists(f, f.type == 'RequestRedirect') && self.exists(f, f.type == 'URLRewrite'))
      says May specify either httpRouteFilterRequestRedirect or httpRouteFilterRequestRewrite, but not both
    rule self.filter(f, f.type == 'RequestHeaderModifier').size() <= 1
      says RequestHeaderModifier filter cannot be repeated
    rule self.filter(f, f.type == 'ResponseHeaderModifier').size() <= 1
      says ResponseHeaderModifier filter cannot be repeated
    rule self.filter(f, f.type == 'RequestRedirect').size() <= 1
      says RequestRedirect filter cannot be repeated
    rule self.filter(f, f.type == 'URLRewrite').size() <= 1
      says URLRewrite filter cannot be repeated
  @>=1.4 filters [HTTPRouteFilter] atomic ..16
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
  @<1.4 matches [HTTPRouteMatch] ..64 = [{"path":{"type":"PathPrefix","value":"/"}}]
  @>=1.4 matches [HTTPRouteMatch] atomic ..64 = [{"path":{"type":"PathPrefix","value":"/"}}]
  @x|>=1.4 name SectionName
  @x retry HTTPRouteRetry
  @x sessionPersistence SessionPersistence
  timeouts HTTPRouteTimeouts
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
  @<1.4 filters [HTTPRouteFilter] ..16
    rule !(self.exists(f, f.type == 'RequestRedirect') && self.exists(f, f.type == 'URLRewrite'))
      says May specify either httpRouteFilterRequestRedirect or httpRouteFilterRequestRewrite, but not both
    rule !(self.exists(f, f.type == 'RequestRedirect') && self.exists(f, f.type == 'URLRewrite'))
      says May specify either httpRouteFilterRequestRedirect or httpRouteFilterRequestRewrite, but not both
    rule self.filter(f, f.type == 'RequestHeaderModifier').size() <= 1
      says RequestHeaderModifier filter cannot be repeated
    rule self.filter(f, f.type == 'ResponseHeaderModifier').size() <= 1
      says ResponseHeaderModifier filter cannot be repeated
    rule self.filter(f, f.type == 'RequestRedirect').size() <= 1
      says RequestRedirect filter cannot be repeated
    rule self.filter(f, f.type == 'URLRewrite').size() <= 1
      says URLRewrite filter cannot be repeated
  @>=1.4 filters [HTTPRouteFilter] atomic ..16
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
  group Group = ""
  kind Kind = "Service"
  name! ObjectName
  namespace Namespace
  port PortNumber
  weight Weight = 1
  rule (size(self.group) == 0 && self.kind == 'Service') ? has(self.port) : true
    says Must have port for Service reference

type HTTPRouteFilter
  @>=1.6|x&>=1.4 cors HTTPCORSFilter
  extensionRef LocalObjectReference
  @x&>=1.4 externalAuth HTTPExternalAuthFilter
  requestHeaderModifier HTTPHeaderFilter
  requestMirror HTTPRequestMirrorFilter
  requestRedirect HTTPRequestRedirectFilter
  responseHeaderModifier HTTPHeaderFilter
  @<1.4|s&<1.6 type! enum(RequestHeaderModifier ResponseHeaderModifier RequestMirror RequestRedirect URLRewrite ExtensionRef)
  @x&>=1.4 type! enum(RequestHeaderModifier ResponseHeaderModifier RequestMirror RequestRedirect URLRewrite ExtensionRef CORS ExternalAuth)
  @s&>=1.6 type! enum(RequestHeaderModifier ResponseHeaderModifier RequestMirror RequestRedirect URLRewrite ExtensionRef CORS)
  urlRewrite HTTPURLRewriteFilter
  @<1.6 rule !(has(self.requestHeaderModifier) && self.type != 'RequestHeaderModifier')
    says filter.requestHeaderModifier must be nil if the filter.type is not RequestHeaderModifier
  @<1.6 rule !(!has(self.requestHeaderModifier) && self.type == 'RequestHeaderModifier')
    says filter.requestHeaderModifier must be specified for RequestHeaderModifier filter.type
  @<1.6 rule !(has(self.responseHeaderModifier) && self.type != 'ResponseHeaderModifier')
    says filter.responseHeaderModifier must be nil if the filter.type is not ResponseHeaderModifier
  @<1.6 rule !(!has(self.responseHeaderModifier) && self.type == 'ResponseHeaderModifier')
    says filter.responseHeaderModifier must be specified for ResponseHeaderModifier filter.type
  @<1.6 rule !(has(self.requestMirror) && self.type != 'RequestMirror')
    says filter.requestMirror must be nil if the filter.type is not RequestMirror
  @<1.6 rule !(!has(self.requestMirror) && self.type == 'RequestMirror')
    says filter.requestMirror must be specified for RequestMirror filter.type
  @<1.6 rule !(has(self.requestRedirect) && self.type != 'RequestRedirect')
    says filter.requestRedirect must be nil if the filter.type is not RequestRedirect
  @<1.6 rule !(!has(self.requestRedirect) && self.type == 'RequestRedirect')
    says filter.requestRedirect must be specified for RequestRedirect filter.type
  @<1.6 rule !(has(self.urlRewrite) && self.type != 'URLRewrite')
    says filter.urlRewrite must be nil if the filter.type is not URLRewrite
  @<1.6 rule !(!has(self.urlRewrite) && self.type == 'URLRewrite')
    says filter.urlRewrite must be specified for URLRewrite filter.type
  @<1.6 rule !(has(self.extensionRef) && self.type != 'ExtensionRef')
    says filter.extensionRef must be nil if the filter.type is not ExtensionRef
  @<1.6 rule !(!has(self.extensionRef) && self.type == 'ExtensionRef')
    says filter.extensionRef must be specified for ExtensionRef filter.type
  @>=1.6|x&>=1.4 rule !(has(self.cors) && self.type != 'CORS')
    says filter.cors must be nil if the filter.type is not CORS
  @>=1.6|x&>=1.4 rule !(!has(self.cors) && self.type == 'CORS')
    says filter.cors must be specified for CORS filter.type
  @>=1.6 rule !(has(self.requestHeaderModifier) && self.type != 'RequestHeaderModifier')
    says filter.requestHeaderModifier must be nil if the filter.type is not RequestHeaderModifier
  @>=1.6 rule !(!has(self.requestHeaderModifier) && self.type == 'RequestHeaderModifier')
    says filter.requestHeaderModifier must be specified for RequestHeaderModifier filter.type
  @>=1.6 rule !(has(self.responseHeaderModifier) && self.type != 'ResponseHeaderModifier')
    says filter.responseHeaderModifier must be nil if the filter.type is not ResponseHeaderModifier
  @>=1.6 rule !(!has(self.responseHeaderModifier) && self.type == 'ResponseHeaderModifier')
    says filter.responseHeaderModifier must be specified for ResponseHeaderModifier filter.type
  @>=1.6 rule !(has(self.requestMirror) && self.type != 'RequestMirror')
    says filter.requestMirror must be nil if the filter.type is not RequestMirror
  @>=1.6 rule !(!has(self.requestMirror) && self.type == 'RequestMirror')
    says filter.requestMirror must be specified for RequestMirror filter.type
  @>=1.6 rule !(has(self.requestRedirect) && self.type != 'RequestRedirect')
    says filter.requestRedirect must be nil if the filter.type is not RequestRedirect
  @>=1.6 rule !(!has(self.requestRedirect) && self.type == 'RequestRedirect')
    says filter.requestRedirect must be specified for RequestRedirect filter.type
  @>=1.6 rule !(has(self.urlRewrite) && self.type != 'URLRewrite')
    says filter.urlRewrite must be nil if the filter.type is not URLRewrite
  @>=1.6 rule !(!has(self.urlRewrite) && self.type == 'URLRewrite')
    says filter.urlRewrite must be specified for URLRewrite filter.type
  @>=1.6 rule !(has(self.extensionRef) && self.type != 'ExtensionRef')
    says filter.extensionRef must be nil if the filter.type is not ExtensionRef
  @>=1.6 rule !(!has(self.extensionRef) && self.type == 'ExtensionRef')
    says filter.extensionRef must be specified for ExtensionRef filter.type
  @x&>=1.4 rule !(has(self.externalAuth) && self.type != 'ExternalAuth')
    says filter.externalAuth must be nil if the filter.type is not ExternalAuth
  @x&>=1.4 rule !(!has(self.externalAuth) && self.type == 'ExternalAuth')
    says filter.externalAuth must be specified for ExternalAuth filter.type

type HTTPRequestRedirectFilter
  hostname SectionName
  path HTTPPathModifier
  port PortNumber
  scheme enum(http https)
  @<1.6 statusCode enum(301 302) = 302
  @>=1.6 statusCode enum(301 302 303 307 308) = 302

type HTTPPathModifier
  replaceFullPath string ..1024
  replacePrefixMatch string ..1024
  type! enum(ReplaceFullPath ReplacePrefixMatch)
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
  path HTTPPathModifier

type HTTPRouteMatch
  headers [HTTPHeaderMatch] map(name) ..16
  method enum(GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH)
  path HTTPPathMatch = {"type":"PathPrefix","value":"/"}
  queryParams [HTTPQueryParamMatch] map(name) ..16

type HTTPHeaderMatch
  name! HeaderName
  type MatchType = "Exact"
  @s|<1.6 value! HeaderValue
  @x&>=1.6 value! PrintableHeaderValue

type HTTPPathMatch
  type enum(Exact PathPrefix RegularExpression) = "PathPrefix"
  value string ..1024 = "/"
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
  type MatchType = "Exact"
  value! string 1..1024

type HTTPRouteTimeouts
  backendRequest Duration
  request Duration
  rule !(has(self.request) && has(self.backendRequest) && duration(self.request) != duration('0s') && duration(self.backendRequest) > duration(self.request))
    says backendRequest timeout cannot be longer than request timeout

type HTTPRouteRetry
  @<1.6 attempts int
  @>=1.6 attempts int 1..
  backoff Duration
  @<1.4 codes [RetryCode]
  @>=1.4&<1.6 codes [RetryCode] atomic
  @>=1.6 codes [RetryCode] set

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
  @<1.6 allowedHeaders [string] set
  @>=1.6 allowedHeaders [string] set ..64

type HTTPAuthConfig
  @<1.6 allowedHeaders [string] set
  @>=1.6 allowedHeaders [string] set ..64
  @<1.6 allowedResponseHeaders [string] set
  @>=1.6 allowedResponseHeaders [string] set ..64
  path string ..1024 ~ ^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$
`;
