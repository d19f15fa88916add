/** Types and scalars that several kinds use: references, conditions, header filters, route and policy status. */
export const common = String.raw`
scalar ObjectName string 1..253
scalar Group string ..253 ~ ^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
scalar Kind string 1..63 ~ ^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$
scalar Hostname string 1..253 ~ ^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
scalar SectionName string 1..253 ~ ^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
scalar Namespace string 1..63 ~ ^[a-z0-9]([-a-z0-9]*[a-z0-9])?$
scalar PortNumber int32 1..65535
scalar Weight int32 0..1000000
scalar DefaultScope enum(All None)
scalar HeaderName string 1..256 ~ ^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$
scalar HeaderValue string 1..4096
scalar PrintableHeaderValue string 1..4096 ~ ^[!-~]+([\t ]?[!-~]+)*$
scalar Duration string ~ ^([0-9]{1,5}(h|m|s|ms)){1,4}$
scalar MatchType enum(Exact RegularExpression)
scalar ControllerName string 1..253 ~ ^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/[A-Za-z0-9\/\-._~%!$&'()*+,;=:]+$
scalar AnnotationValue string 0..4096

rules ParentRefs
  @s rule self.all(p1, self.all(p2, p1.group == p2.group && p1.kind == p2.kind && p1.name == p2.name && (((!has(p1.__namespace__) || p1.__namespace__ == '') && (!has(p2.__namespace__) || p2.__namespace__ == '')) || (has(p1.__namespace__) && has(p2.__namespace__) && p1.__namespace__ == p2.__namespace__ )) ? ((!has(p1.sectionName) || p1.sectionName == '') == (!has(p2.sectionName) || p2.sectionName == '')) : true))
    says sectionName must be specified when parentRefs includes 2 or more references to the same parent
  @s rule self.all(p1, self.exists_one(p2, p1.group == p2.group && p1.kind == p2.kind && p1.name == p2.name && (((!has(p1.__namespace__) || p1.__namespace__ == '') && (!has(p2.__namespace__) || p2.__namespace__ == '')) || (has(p1.__namespace__) && has(p2.__namespace__) && p1.__namespace__ == p2.__namespace__ )) && (((!has(p1.sectionName) || p1.sectionName == '') && (!has(p2.sectionName) || p2.sectionName == '')) || (has(p1.sectionName) && has(p2.sectionName) && p1.sectionName == p2.sectionName))))
    says sectionName must be unique when parentRefs includes 2 or more references to the same parent
  @x rule self.all(p1, self.all(p2, p1.group == p2.group && p1.kind == p2.kind && p1.name == p2.name && (((!has(p1.__namespace__) || p1.__namespace__ == '') && (!has(p2.__namespace__) || p2.__namespace__ == '')) || (has(p1.__namespace__) && has(p2.__namespace__) && p1.__namespace__ == p2.__namespace__)) ? ((!has(p1.sectionName) || p1.sectionName == '') == (!has(p2.sectionName) || p2.sectionName == '') && (!has(p1.port) || p1.port == 0) == (!has(p2.port) || p2.port == 0)): true))
    says sectionName or port must be specified when parentRefs includes 2 or more references to the same parent
  @x rule self.all(p1, self.exists_one(p2, p1.group == p2.group && p1.kind == p2.kind && p1.name == p2.name && (((!has(p1.__namespace__) || p1.__namespace__ == '') && (!has(p2.__namespace__) || p2.__namespace__ == '')) || (has(p1.__namespace__) && has(p2.__namespace__) && p1.__namespace__ == p2.__namespace__ )) && (((!has(p1.sectionName) || p1.sectionName == '') && (!has(p2.sectionName) || p2.sectionName == '')) || ( has(p1.sectionName) && has(p2.sectionName) && p1.sectionName == p2.sectionName)) && (((!has(p1.port) || p1.port == 0) && (!has(p2.port) || p2.port == 0)) || (has(p1.port) && has(p2.port) && p1.port == p2.port))))
    says sectionName or port must be unique when parentRefs includes 2 or more references to the same parent

type ParametersReference
  group! Group
  kind! Kind
  name! ObjectName
  namespace Namespace

type Condition
  lastTransitionTime! date-time
    : When the status last changed.
  message! string ..32768
    : What happened, for people.
  observedGeneration int64 0..
    : The generation that this was said of.
  reason! string 1..1024 ~ ^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$
    : Why, in one word for programs.
  status! enum(True False Unknown)
    : True, False or Unknown.
  type! string ..316 ~ ^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$
    : What it is about.

type LocalObjectReference
  group! Group
  kind! Kind
  name! ObjectName

type SecretObjectReference
  group Group = ""
  kind Kind = "Secret"
  name! ObjectName
  namespace Namespace

type ParentReference
  : What a route attaches to: mostly a Gateway, or one of its listeners.
  group Group = "gateway.networking.k8s.io"
    : The parent's API group.
  kind Kind = "Gateway"
    : The parent's kind.
  name! ObjectName
    : The parent's name.
  namespace Namespace
    : The parent's namespace; the route's own where absent.
  port PortNumber
    : Only listeners on this port.
  sectionName SectionName
    : Only the listener with this name.

type HTTPHeaderFilter
  add [HTTPHeader] map(name) ..16
    : Headers that are added to those that there are.
  remove [string] set ..16
    : Names of headers that are taken away.
  set [HTTPHeader] map(name) ..16
    : Headers that replace those of the same name.

type HTTPHeader
  name! HeaderName
    : The header's name.
  @s|<1.6 value! HeaderValue
    : The header's value.
  @x&>=1.6 value! PrintableHeaderValue
    : The header's value.

type HTTPRequestMirrorFilter
  backendRef! BackendObjectReference
    : Where the copies go.
  @x|>=1.4 fraction Fraction
    : The share of requests that is copied, as a fraction.
  @x|>=1.4 percent int32 0..100
    : The share of requests that is copied, in percent.
  @x|>=1.4 rule !(has(self.percent) && has(self.fraction))
    says Only one of percent or fraction may be specified in HTTPRequestMirrorFilter

type BackendObjectReference
  group Group = ""
  kind Kind = "Service"
  name! ObjectName
  namespace Namespace
  port PortNumber
  rule (size(self.group) == 0 && self.kind == 'Service') ? has(self.port) : true
    says Must have port for Service reference

type RouteStatus
  parents! [RouteParentStatus] atomic@>=1.4 ..32
    : What each parent that the route names says of it.

type RouteParentStatus
  @<1.4 conditions [Condition] map(type) 1..8
    : Whether the parent accepts the route, and whether its references resolve.
  @>=1.4 conditions! [Condition] map(type) 1..8
    : Whether the parent accepts the route, and whether its references resolve.
  controllerName! ControllerName
    : The controller that wrote this.
  parentRef! ParentReference
    : Which parent it is about.

type SessionPersistence
  absoluteTimeout Duration
  cookieConfig CookieConfig
  @<1.6 idleTimeout Duration
  sessionName string ..128
  type enum(Cookie Header) = "Cookie"
  rule !has(self.cookieConfig) || !has(self.cookieConfig.lifetimeType) || self.cookieConfig.lifetimeType != 'Permanent' || has(self.absoluteTimeout)
    says AbsoluteTimeout must be specified when cookie lifetimeType is Permanent
  @>=1.6 rule !has(self.cookieConfig) || self.type == 'Cookie'
    says cookieConfig can only be set with type Cookie

type CookieConfig
  lifetimeType enum(Permanent Session) = "Session"

type Fraction
  denominator int32 1.. = 100
  numerator! int32 0..
  rule self.numerator <= self.denominator
    says numerator must be less than or equal to denominator
`;
