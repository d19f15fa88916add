/** Gateway, ListenerSet and its experimental forerunner XListenerSet. */
export const gateway = String.raw`
scalar LabelValue string 0..63 ~ ^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$
scalar AddressType string 1..253 ~ ^Hostname|IPAddress|NamedAddress|[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/[A-Za-z0-9\/\-._~%!$&'()*+,;=:]+$
scalar ProtocolType string 1..255 ~ ^[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?$|[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/[A-Za-z0-9]+$
value PendingConditions [{"lastTransitionTime":"1970-01-01T00:00:00Z","message":"Waiting for controller","reason":"Pending","status":"Unknown","type":"Accepted"},{"lastTransitionTime":"1970-01-01T00:00:00Z","message":"Waiting for controller","reason":"Pending","status":"Unknown","type":"Programmed"}]
value PendingStatus {"conditions":[{"lastTransitionTime":"1970-01-01T00:00:00Z","message":"Waiting for controller","reason":"Pending","status":"Unknown","type":"Accepted"},{"lastTransitionTime":"1970-01-01T00:00:00Z","message":"Waiting for controller","reason":"Pending","status":"Unknown","type":"Programmed"}]}

type Gateway
  : A place where traffic comes in: addresses, and listeners that routes attach to.
  spec! GatewaySpec
    : What the Gateway should be.
  status GatewayStatus = $PendingStatus
    : What became of it.

type GatewaySpec
  addresses [GatewaySpecAddress] atomic@>=1.4 ..16
    : Addresses that are asked for; the controller chooses where none are.
    @<1.4 rule self.all(a1, a1.type == 'IPAddress' ? self.exists_one(a2, a2.type == a1.type && a2.value == a1.value) : true )
      says IPAddress values must be unique
    @<1.4 rule self.all(a1, a1.type == 'Hostname' ? self.exists_one(a2, a2.type == a1.type && a2.value == a1.value) : true )
      says Hostname values must be unique
    @>=1.4 rule self.all(a1, a1.type == 'IPAddress' && has(a1.value) ? self.exists_one(a2, a2.type == a1.type && has(a2.value) && a2.value == a1.value) : true )
      says IPAddress values must be unique
    @>=1.4 rule self.all(a1, a1.type == 'Hostname'  && has(a1.value) ? self.exists_one(a2, a2.type == a1.type && has(a2.value) && a2.value == a1.value) : true )
      says Hostname values must be unique
  @>=1.6|x&>=1.4 allowedListeners AllowedListeners
    : From which namespaces ListenerSets may add listeners.
  @x&<1.4 backendTLS EarlyGatewayBackendTLS
  @x&>=1.4 defaultScope DefaultScope
    : Which routes that name no parent attach here.
  gatewayClassName! ObjectName
    : The GatewayClass whose controller serves this Gateway.
  infrastructure GatewayInfrastructure
    : What is passed on to the objects that are created for this Gateway.
  listeners! [Listener] map(name) 1..64
    : The ports, protocols and hosts that it listens for. Each combination must be distinct.
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
    : TLS settings of the whole Gateway, towards clients and towards backends.

type GatewaySpecAddress
  also {"oneOf":[{"properties":{"type":{"enum":["IPAddress"]},"value":{"anyOf":[{"format":"ipv4"},{"format":"ipv6"}]}}},{"properties":{"type":{"not":{"enum":["IPAddress"]}}}}]}
  type AddressType = "IPAddress"
    : What kind of address the value is.
  @<1.4 value! ObjectName
    : The address itself.
  @>=1.4 value string ..253
    : The address itself.
  @<1.4 rule self.type == 'Hostname' ? self.value.matches(r"""^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"""): true
    says Hostname value must only contain valid characters (matching ^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$)
  @>=1.4 rule self.type == 'Hostname' ? (!has(self.value) || self.value.matches(r"""^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$""")): true
    says Hostname value must be empty or contain only valid characters (matching ^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$)

type GatewayInfrastructure
  @<1.6 annotations {AnnotationValue} ..8
    : Annotations for what is created for this Gateway.
    rule self.all(key, key.matches(r"""^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$"""))
      says Annotation keys must be in the form of an optional DNS subdomain prefix followed by a required name segment of up to 63 characters.
    rule self.all(key, key.split("/")[0].size() < 253)
      says If specified, the annotation key's prefix must be a DNS subdomain not longer than 253 characters in total.
  @>=1.6 annotations {AnnotationValue} ..16
    : Annotations for what is created for this Gateway.
    rule self.all(key, key.matches(r"""^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$"""))
      says Annotation keys must be in the form of an optional DNS subdomain prefix followed by a required name segment of up to 63 characters.
    rule self.all(key, key.split("/")[0].size() < 253)
      says If specified, the annotation key's prefix must be a DNS subdomain not longer than 253 characters in total.
  labels {LabelValue} ..8
    : Labels for what is created for this Gateway.
    rule self.all(key, key.matches(r"""^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$"""))
      says Label keys must be in the form of an optional DNS subdomain prefix followed by a required name segment of up to 63 characters.
    rule self.all(key, key.split("/")[0].size() < 253)
      says If specified, the label key's prefix must be a DNS subdomain not longer than 253 characters in total.
  parametersRef LocalObjectReference
    : An object in the same namespace with settings for this one Gateway.

type Listener
  : One port, with its protocol, and the hosts and routes that it takes.
  allowedRoutes AllowedRoutes = {"namespaces":{"from":"Same"}}
    : Which kinds of routes may attach, and from which namespaces.
  hostname Hostname
    : The host that is listened for; all hosts where absent. A leading "*." stands for any subdomain.
  name! SectionName
    : The listener's name, distinct in its Gateway; routes refer to it by sectionName.
  port! PortNumber
    : The port that clients connect to.
  protocol! ProtocolType
    : The protocol that is spoken: HTTP, HTTPS, TLS, TCP, UDP, or one of an implementation's own.
  tls ListenerTLSConfig
    : How TLS is handled; needed for HTTPS and TLS.

type AllowedRoutes
  kinds [RouteGroupKind] atomic@>=1.4 ..8
    : The kinds of routes that may attach; those that suit the protocol where absent.
  namespaces RouteNamespaces = {"from":"Same"}
    : The namespaces that routes may come from.

type RouteGroupKind
  group Group = "gateway.networking.k8s.io"
  kind! Kind

type RouteNamespaces
  from enum(All Selector Same) = "Same"
    : All namespaces, the Gateway's own (Same), or those that the selector finds.
  selector LabelSelector
    : Labels of namespaces, for from Selector.

type LabelSelector atomic
  matchExpressions [LabelSelectorRequirement] atomic
  matchLabels {string}

type LabelSelectorRequirement
  key! string
  operator! string
  values [string] atomic

type ListenerTLSConfig
  certificateRefs [SecretObjectReference] atomic@>=1.4 ..64
    : Secrets with the certificates and keys that the listener shows.
  @x&<1.4 frontendValidation EarlyFrontendTLSValidation
  mode enum(Terminate Passthrough) = "Terminate"
    : Whether TLS ends here (Terminate) or goes through to the backend (Passthrough).
  options {AnnotationValue} ..16
    : Settings of an implementation's own.
  rule self.mode == 'Terminate' ? size(self.certificateRefs) > 0 || size(self.options) > 0 : true
    says certificateRefs or options must be specified when mode is Terminate

type GatewayStatus
  addresses [GatewayStatusAddress] atomic@>=1.4 ..16
    : The addresses that it has got.
  @>=1.6 attachedListenerSets int32
    : How many ListenerSets are attached.
  conditions [Condition] map(type) ..8 = $PendingConditions
    : Whether it is accepted and programmed.
  listeners [ListenerStatus] map(name) ..64
    : What became of each listener.

type GatewayStatusAddress
  also {"oneOf":[{"properties":{"type":{"enum":["IPAddress"]},"value":{"anyOf":[{"format":"ipv4"},{"format":"ipv6"}]}}},{"properties":{"type":{"not":{"enum":["IPAddress"]}}}}]}
  type AddressType = "IPAddress"
  value! ObjectName
  rule self.type == 'Hostname' ? self.value.matches(r"""^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"""): true
    says Hostname value must only contain valid characters (matching ^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$)

type ListenerStatus
  attachedRoutes! int32
    : How many routes are attached.
  conditions! [Condition] map(type) ..8
    : The state of the listener.
  name! SectionName
    : The listener's name.
  @<1.6 supportedKinds! [RouteGroupKind] atomic@>=1.4 ..8
    : The kinds of routes that it supports.
  @>=1.6 supportedKinds [RouteGroupKind] atomic ..8
    : The kinds of routes that it supports.

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
  caCertificateRefs! [ParametersReference] atomic 1..8@<1.6 1..16@>=1.6
  mode enum(AllowValidOnly AllowInsecureFallback) = "AllowValidOnly"

type TLSPortConfig
  port! PortNumber
  tls! TLSConfig

type XListenerSet
  spec! XListenerSetSpec
  status XListenerSetStatus = $PendingStatus

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
  conditions [Condition] map(type) ..8 = $PendingConditions
  listeners [XListenerEntryStatus] map(name) ..64

type XListenerEntryStatus
  attachedRoutes! int32
  conditions! [Condition] map(type) ..8
  name! SectionName
  port! PortNumber
  supportedKinds! [RouteGroupKind] atomic ..8

type ListenerSet
  : Further listeners for a Gateway, kept by another team.
  spec! ListenerSetSpec
  status ListenerSetStatus = $PendingStatus

type ListenerSetSpec
  listeners! [Listener] map(name) 1..64
    : The listeners that are added.
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
    : The Gateway that they are added to.

type ParentGatewayReference
  group Group = "gateway.networking.k8s.io"
  kind Kind = "Gateway"
  name! ObjectName
  namespace Namespace

type ListenerSetStatus
  conditions [Condition] map(type) ..8 = $PendingConditions
  listeners [ListenerStatus] map(name) ..64
`;
