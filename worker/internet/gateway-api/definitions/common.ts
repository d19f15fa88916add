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

type ParametersReference
  group! Group
  kind! Kind
  name! ObjectName
  namespace Namespace

type Condition
  lastTransitionTime! date-time
  message! string ..32768
  observedGeneration int64 0..
  reason! string 1..1024 ~ ^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$
  status! enum(True False Unknown)
  type! string ..316 ~ ^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$

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
  group Group = "gateway.networking.k8s.io"
  kind Kind = "Gateway"
  name! ObjectName
  namespace Namespace
  port PortNumber
  sectionName SectionName

type HTTPHeaderFilter
  add [HTTPHeader] map(name) ..16
  remove [string] set ..16
  set [HTTPHeader] map(name) ..16

type HTTPHeader
  name! HeaderName
  @s|<1.6 value! HeaderValue
  @x&>=1.6 value! PrintableHeaderValue

type HTTPRequestMirrorFilter
  backendRef! BackendObjectReference
  @x|>=1.4 fraction Fraction
  @x|>=1.4 percent int32 0..100
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
  @<1.4 parents! [RouteParentStatus] ..32
  @>=1.4 parents! [RouteParentStatus] atomic ..32

type RouteParentStatus
  @<1.4 conditions [Condition] map(type) 1..8
  @>=1.4 conditions! [Condition] map(type) 1..8
  controllerName! ControllerName
  parentRef! ParentReference

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
