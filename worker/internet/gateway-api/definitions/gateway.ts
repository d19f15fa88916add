/** Gateway, ListenerSet and its experimental forerunner XListenerSet. */
export const gateway = String.raw`
scalar LabelValue string 0..63 ~ ^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$
scalar AddressType string 1..253 ~ ^Hostname|IPAddress|NamedAddress|[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/[A-Za-z0-9\/\-._~%!$&'()*+,;=:]+$
scalar ProtocolType string 1..255 ~ ^[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?$|[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/[A-Za-z0-9]+$

type Gateway
  spec! GatewaySpec
  status GatewayStatus = {"conditions":[{"lastTransitionTime":"1970-01-01T00:00:00Z","message":"Waiting for controller","reason":"Pending","status":"Unknown","type":"Accepted"},{"lastTransitionTime":"1970-01-01T00:00:00Z","message":"Waiting for controller","reason":"Pending","status":"Unknown","type":"Programmed"}]}

type GatewaySpec
  @<1.4 addresses [GatewaySpecAddress] ..16
    rule self.all(a1, a1.type == 'IPAddress' ? self.exists_one(a2, a2.type == a1.type && a2.value == a1.value) : true )
      says IPAddress values must be unique
    rule self.all(a1, a1.type == 'Hostname' ? self.exists_one(a2, a2.type == a1.type && a2.value == a1.value) : true )
      says Hostname values must be unique
  @>=1.4 addresses [GatewaySpecAddress] atomic ..16
    rule self.all(a1, a1.type == 'IPAddress' && has(a1.value) ? self.exists_one(a2, a2.type == a1.type && has(a2.value) && a2.value == a1.value) : true )
      says IPAddress values must be unique
    rule self.all(a1, a1.type == 'Hostname'  && has(a1.value) ? self.exists_one(a2, a2.type == a1.type && has(a2.value) && a2.value == a1.value) : true )
      says Hostname values must be unique
  @>=1.6|x&>=1.4 allowedListeners AllowedListeners
  @x&<1.4 backendTLS EarlyGatewayBackendTLS
  @x&>=1.4 defaultScope DefaultScope
  gatewayClassName! ObjectName
  infrastructure GatewayInfrastructure
  listeners! [Listener] map(name) 1..64
    rule self.all(l, l.protocol in ['HTTP', 'TCP', 'UDP'] ? !has(l.tls) : true)
      says tls must not be specified for protocols ['HTTP', 'TCP', 'UDP']
    rule self.all(l, (l.protocol == 'HTTPS' && has(l.tls)) ? (l.tls.mode == '' || l.tls.mode == 'Terminate') : true)
      says tls mode must be Terminate for protocol HTTPS
    @>=1.6 rule self.all(l, (l.protocol == 'TLS' ? has(l.tls) && has(l.tls.mode) && l.tls.mode != '' : true))
      says tls mode must be set for protocol TLS
    rule self.all(l, l.protocol in ['TCP', 'UDP']  ? (!has(l.hostname) || l.hostname == '') : true)
      says hostname must not be specified for protocols ['TCP', 'UDP']
    rule self.all(l1, self.exists_one(l2, l1.name == l2.name))
      says Listener name must be unique within the Gateway
    rule self.all(l1, self.exists_one(l2, l1.port == l2.port && l1.protocol == l2.protocol && (has(l1.hostname) && has(l2.hostname) ? l1.hostname == l2.hostname : !has(l1.hostname) && !has(l2.hostname))))
      says Combination of port, protocol and hostname must be unique for each listener
  @>=1.6|x&>=1.4 tls GatewayTLSConfig

type GatewaySpecAddress
  also {"oneOf":[{"properties":{"type":{"enum":["IPAddress"]},"value":{"anyOf":[{"format":"ipv4"},{"format":"ipv6"}]}}},{"properties":{"type":{"not":{"enum":["IPAddress"]}}}}]}
  type AddressType = "IPAddress"
  @<1.4 value! ObjectName
  @>=1.4 value string ..253
  @<1.4 rule self.type == 'Hostname' ? self.value.matches(r"""^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"""): true
    says Hostname value must only contain valid characters (matching ^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$)
  @>=1.4 rule self.type == 'Hostname' ? (!has(self.value) || self.value.matches(r"""^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$""")): true
    says Hostname value must be empty or contain only valid characters (matching ^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$)

type GatewayInfrastructure
  @<1.6 annotations {AnnotationValue} ..8
    rule self.all(key, key.matches(r"""^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$"""))
      says Annotation keys must be in the form of an optional DNS subdomain prefix followed by a required name segment of up to 63 characters.
    rule self.all(key, key.split("/")[0].size() < 253)
      says If specified, the annotation key's prefix must be a DNS subdomain not longer than 253 characters in total.
  @>=1.6 annotations {AnnotationValue} ..16
    rule self.all(key, key.matches(r"""^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$"""))
      says Annotation keys must be in the form of an optional DNS subdomain prefix followed by a required name segment of up to 63 characters.
    rule self.all(key, key.split("/")[0].size() < 253)
      says If specified, the annotation key's prefix must be a DNS subdomain not longer than 253 characters in total.
  labels {LabelValue} ..8
    rule self.all(key, key.matches(r"""^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$"""))
      says Label keys must be in the form of an optional DNS subdomain prefix followed by a required name segment of up to 63 characters.
    rule self.all(key, key.split("/")[0].size() < 253)
      says If specified, the label key's prefix must be a DNS subdomain not longer than 253 characters in total.
  parametersRef LocalObjectReference

type Listener
  allowedRoutes AllowedRoutes = {"namespaces":{"from":"Same"}}
  hostname Hostname
  name! SectionName
  port! PortNumber
  protocol! ProtocolType
  tls ListenerTLSConfig

type AllowedRoutes
  @<1.4 kinds [RouteGroupKind] ..8
  @>=1.4 kinds [RouteGroupKind] atomic ..8
  namespaces RouteNamespaces = {"from":"Same"}

type RouteGroupKind
  group Group = "gateway.networking.k8s.io"
  kind! Kind

type RouteNamespaces
  from enum(All Selector Same) = "Same"
  selector LabelSelector

type LabelSelector atomic
  matchExpressions [LabelSelectorRequirement] atomic
  matchLabels {string}

type LabelSelectorRequirement
  key! string
  operator! string
  values [string] atomic

type ListenerTLSConfig
  @<1.4 certificateRefs [SecretObjectReference] ..64
  @>=1.4 certificateRefs [SecretObjectReference] atomic ..64
  @x&<1.4 frontendValidation EarlyFrontendTLSValidation
  mode enum(Terminate Passthrough) = "Terminate"
  options {AnnotationValue} ..16
  rule self.mode == 'Terminate' ? size(self.certificateRefs) > 0 || size(self.options) > 0 : true
    says certificateRefs or options must be specified when mode is Terminate

type GatewayStatus
  @<1.4 addresses [GatewayStatusAddress] ..16
  @>=1.4 addresses [GatewayStatusAddress] atomic ..16
  @>=1.6 attachedListenerSets int32
  conditions [Condition] map(type) ..8 = [{"lastTransitionTime":"1970-01-01T00:00:00Z","message":"Waiting for controller","reason":"Pending","status":"Unknown","type":"Accepted"},{"lastTransitionTime":"1970-01-01T00:00:00Z","message":"Waiting for controller","reason":"Pending","status":"Unknown","type":"Programmed"}]
  listeners [ListenerStatus] map(name) ..64

type GatewayStatusAddress
  also {"oneOf":[{"properties":{"type":{"enum":["IPAddress"]},"value":{"anyOf":[{"format":"ipv4"},{"format":"ipv6"}]}}},{"properties":{"type":{"not":{"enum":["IPAddress"]}}}}]}
  type AddressType = "IPAddress"
  value! ObjectName
  rule self.type == 'Hostname' ? self.value.matches(r"""^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"""): true
    says Hostname value must only contain valid characters (matching ^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$)

type ListenerStatus
  attachedRoutes! int32
  conditions! [Condition] map(type) ..8
  name! SectionName
  @<1.4 supportedKinds! [RouteGroupKind] ..8
  @>=1.4&<1.6 supportedKinds! [RouteGroupKind] atomic ..8
  @>=1.6 supportedKinds [RouteGroupKind] atomic ..8

type EarlyGatewayBackendTLS
  clientCertificateRef SecretObjectReference

type EarlyFrontendTLSValidation
  caCertificateRefs [ParametersReference] 1..8

type AllowedListeners
  namespaces ListenerNamespaces = {"from":"None"}

type ListenerNamespaces
  from enum(All Selector Same None) = "None"
  selector LabelSelector

type GatewayTLSConfig
  backend GatewayBackendTLS
  frontend FrontendTLSConfig

type GatewayBackendTLS
  clientCertificateRef SecretObjectReference

type FrontendTLSConfig
  default! TLSConfig
  perPort [TLSPortConfig] map(port) ..64
    rule self.all(t1, self.exists_one(t2, t1.port == t2.port))
      says Port for TLS configuration must be unique within the Gateway

type TLSConfig
  validation FrontendTLSValidation

type FrontendTLSValidation
  @<1.6 caCertificateRefs! [ParametersReference] atomic 1..8
  @>=1.6 caCertificateRefs! [ParametersReference] atomic 1..16
  mode enum(AllowValidOnly AllowInsecureFallback) = "AllowValidOnly"

type TLSPortConfig
  port! PortNumber
  tls! TLSConfig

type XListenerSet
  spec! XListenerSetSpec
  status XListenerSetStatus = {"conditions":[{"lastTransitionTime":"1970-01-01T00:00:00Z","message":"Waiting for controller","reason":"Pending","status":"Unknown","type":"Accepted"},{"lastTransitionTime":"1970-01-01T00:00:00Z","message":"Waiting for controller","reason":"Pending","status":"Unknown","type":"Programmed"}]}

type XListenerSetSpec
  listeners! [XListenerEntry] map(name) 1..64
    rule self.all(l, l.protocol in ['HTTP', 'TCP', 'UDP'] ? !has(l.tls) : true)
      says tls must not be specified for protocols ['HTTP', 'TCP', 'UDP']
    rule self.all(l, (l.protocol == 'HTTPS' && has(l.tls)) ? (l.tls.mode == '' || l.tls.mode == 'Terminate') : true)
      says tls mode must be Terminate for protocol HTTPS
    rule self.all(l, l.protocol in ['TCP', 'UDP']  ? (!has(l.hostname) || l.hostname == '') : true)
      says hostname must not be specified for protocols ['TCP', 'UDP']
    rule self.all(l1, self.exists_one(l2, l1.name == l2.name))
      says Listener name must be unique within the Gateway
    rule self.all(l1, !has(l1.port) || self.exists_one(l2, has(l2.port) && l1.port == l2.port && l1.protocol == l2.protocol && (has(l1.hostname) && has(l2.hostname) ? l1.hostname == l2.hostname : !has(l1.hostname) && !has(l2.hostname))))
      says Combination of port, protocol and hostname must be unique for each listener
  parentRef! XParentGatewayReference

type XListenerEntry
  allowedRoutes AllowedRoutes = {"namespaces":{"from":"Same"}}
  hostname Hostname
  name! SectionName
  port int32 0..65535 = 0
  protocol! ProtocolType
  tls ListenerTLSConfig

type XParentGatewayReference
  group Group = "gateway.networking.k8s.io"
  kind Kind = "Gateway"
  name! ObjectName
  namespace Namespace

type XListenerSetStatus
  conditions [Condition] map(type) ..8 = [{"lastTransitionTime":"1970-01-01T00:00:00Z","message":"Waiting for controller","reason":"Pending","status":"Unknown","type":"Accepted"},{"lastTransitionTime":"1970-01-01T00:00:00Z","message":"Waiting for controller","reason":"Pending","status":"Unknown","type":"Programmed"}]
  listeners [XListenerEntryStatus] map(name) ..64

type XListenerEntryStatus
  attachedRoutes! int32
  conditions! [Condition] map(type) ..8
  name! SectionName
  port! PortNumber
  supportedKinds! [RouteGroupKind] atomic ..8

type ListenerSet
  spec! ListenerSetSpec
  status ListenerSetStatus = {"conditions":[{"lastTransitionTime":"1970-01-01T00:00:00Z","message":"Waiting for controller","reason":"Pending","status":"Unknown","type":"Accepted"},{"lastTransitionTime":"1970-01-01T00:00:00Z","message":"Waiting for controller","reason":"Pending","status":"Unknown","type":"Programmed"}]}

type ListenerSetSpec
  listeners! [Listener] map(name) 1..64
    rule self.all(l, l.protocol in ['HTTP', 'TCP', 'UDP'] ? !has(l.tls) : true)
      says tls must not be specified for protocols ['HTTP', 'TCP', 'UDP']
    rule self.all(l, (l.protocol == 'HTTPS' && has(l.tls)) ? (l.tls.mode == '' || l.tls.mode == 'Terminate') : true)
      says tls mode must be Terminate for protocol HTTPS
    rule self.all(l, (l.protocol == 'TLS' ? has(l.tls) && has(l.tls.mode) && l.tls.mode != '' : true))
      says tls mode must be set for protocol TLS
    rule self.all(l, l.protocol in ['TCP', 'UDP']  ? (!has(l.hostname) || l.hostname == '') : true)
      says hostname must not be specified for protocols ['TCP', 'UDP']
    rule self.all(l1, self.exists_one(l2, l1.name == l2.name))
      says Listener name must be unique within the Gateway
    rule self.all(l1, !has(l1.port) || self.exists_one(l2, has(l2.port) && l1.port == l2.port && l1.protocol == l2.protocol && (has(l1.hostname) && has(l2.hostname) ? l1.hostname == l2.hostname : !has(l1.hostname) && !has(l2.hostname))))
      says Combination of port, protocol and hostname must be unique for each listener
  parentRef! ParentGatewayReference

type ParentGatewayReference
  group Group = "gateway.networking.k8s.io"
  kind Kind = "Gateway"
  name! ObjectName
  namespace Namespace

type ListenerSetStatus
  conditions [Condition] map(type) ..8 = [{"lastTransitionTime":"1970-01-01T00:00:00Z","message":"Waiting for controller","reason":"Pending","status":"Unknown","type":"Accepted"},{"lastTransitionTime":"1970-01-01T00:00:00Z","message":"Waiting for controller","reason":"Pending","status":"Unknown","type":"Programmed"}]
  listeners [ListenerStatus] map(name) ..64
`;
