/** BackendTLSPolicy, BackendLBPolicy, XBackendTrafficPolicy and XBackend. */
export const policies = String.raw`
type BackendLBPolicy
  spec! BackendLBPolicySpec
  status PolicyStatus

type BackendLBPolicySpec
  sessionPersistence SessionPersistence
  targetRefs! [LocalObjectReference] map(group,kind,name) 1..16

type PolicyStatus
  ancestors! [PolicyAncestorStatus] atomic@>=1.4 ..16

type PolicyAncestorStatus
  ancestorRef! ParentReference
  @<1.4 conditions [Condition] map(type) 1..8
  @>=1.4 conditions! [Condition] map(type) 1..8
  controllerName! ControllerName

type BackendTLSPolicy
  : How a Gateway speaks TLS to a backend, and how it verifies it.
  spec! BackendTLSPolicySpec
  status PolicyStatus

type BackendTLSPolicySpec
  options {AnnotationValue} ..16
    : Settings of an implementation's own.
  targetRefs! [LocalPolicyTargetReferenceWithSectionName] atomic@>=1.4 1..16
    : The Services, or ports of them, that it is for.
    @>=1.4 rule self.all(p1, self.all(p2, p1.group == p2.group && p1.kind == p2.kind && p1.name == p2.name ? ((!has(p1.sectionName) || p1.sectionName == '') == (!has(p2.sectionName) || p2.sectionName == '')) : true))
      says sectionName must be specified when targetRefs includes 2 or more references to the same target
    @>=1.4 rule self.all(p1, self.exists_one(p2, p1.group == p2.group && p1.kind == p2.kind && p1.name == p2.name && (((!has(p1.sectionName) || p1.sectionName == '') && (!has(p2.sectionName) || p2.sectionName == '')) || (has(p1.sectionName) && has(p2.sectionName) && p1.sectionName == p2.sectionName))))
      says sectionName must be unique when targetRefs includes 2 or more references to the same target
  validation! BackendTLSPolicyValidation
    : How the backend's certificate is verified.

type LocalPolicyTargetReferenceWithSectionName
  group! Group
  kind! Kind
  name! ObjectName
  sectionName SectionName

type BackendTLSPolicyValidation
  caCertificateRefs [LocalObjectReference] atomic@>=1.4 ..8
    : ConfigMaps with the authorities that are trusted.
  hostname! SectionName
    : The name that is asked for, and that the certificate must have.
  subjectAltNames [SubjectAltName] atomic@>=1.4 ..5
    : Names of which the certificate must have one instead.
  @<1.6 wellKnownCACertificates enum(System)
    : Trusts the system's authorities.
  @>=1.6 wellKnownCACertificates string 1..253 ~ ^(System|([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]))$
    : Trusts the system's authorities.
  rule !(has(self.caCertificateRefs) && size(self.caCertificateRefs) > 0 && has(self.wellKnownCACertificates) && self.wellKnownCACertificates != "")
    says must not contain both CACertificateRefs and WellKnownCACertificates
  rule (has(self.caCertificateRefs) && size(self.caCertificateRefs) > 0 || has(self.wellKnownCACertificates) && self.wellKnownCACertificates != "")
    says must specify either CACertificateRefs or WellKnownCACertificates

type SubjectAltName
  hostname Hostname
  type! enum(Hostname URI)
  uri string 1..253 ~ ^(([^:/?#]+):)(//([^/?#]*))([^?#]*)(\?([^#]*))?(#(.*))?
  rule !(self.type == "Hostname" && (!has(self.hostname) || self.hostname == ""))
    says SubjectAltName element must contain Hostname, if Type is set to Hostname
  rule !(self.type != "Hostname" && has(self.hostname) && self.hostname != "")
    says SubjectAltName element must not contain Hostname, if Type is not set to Hostname
  rule !(self.type == "URI" && (!has(self.uri) || self.uri == ""))
    says SubjectAltName element must contain URI, if Type is set to URI
  rule !(self.type != "URI" && has(self.uri) && self.uri != "")
    says SubjectAltName element must not contain URI, if Type is not set to URI

type XBackendTrafficPolicy
  spec! XBackendTrafficPolicySpec
  status PolicyStatus

type XBackendTrafficPolicySpec
  retryConstraint RetryConstraint
  sessionPersistence SessionPersistence
  targetRefs! [LocalObjectReference] map(group,kind,name) 1..16

type RetryConstraint
  budget BudgetDetails = {"interval":"10s","percent":20}
  minRetryRate RequestRate = {"count":10,"interval":"1s"}

type BudgetDetails
  interval Duration = "10s"
    @<1.6 rule !(duration(self) < duration('1s') || duration(self) > duration('1h'))
      says interval can not be greater than one hour or less than one second
    @>=1.6 rule !(duration(self) < duration('1s') || duration(self) > duration('1h'))
      says interval cannot be greater than one hour or less than one second
  percent int 0..100 = 20

type RequestRate
  count int 1..1000000
  interval Duration
    @<1.6 rule !(duration(self) == duration('0s') || duration(self) > duration('1h'))
      says interval can not be greater than one hour
    @>=1.6 rule !(duration(self) == duration('0s') || duration(self) > duration('1h'))
      says interval cannot be greater than one hour

type XBackend
  spec! XBackendSpec
  status XBackendStatus

type XBackendSpec
  externalHostname ExternalHostnameBackend
  port! BackendPort
  protocol enum(TCP HTTP HTTP2 HTTP11 H2C MCP)
  tls BackendTLS
  type! enum(ExternalHostname)
  rule self.type == 'ExternalHostname' ? has(self.externalHostname) : !has(self.externalHostname)
    says externalHostname must be set when type is ExternalHostname and must be unset otherwise

type ExternalHostnameBackend
  hostname! SectionName
    rule !self.endsWith('.cluster.local')
      says hostname must not be an IP address or end with .cluster.local

type BackendPort
  name string ..63
    rule size(self) == 0 || format.dns1123Label().validate(self) == null
      says Name must be a valid DNS label
  port! PortNumber

type BackendTLS
  clientCertificateRef SecretObjectReference
  mode! enum(None ServerOnly ClientAndServer)
  validation BackendTLSPolicyValidation
  rule self.mode == 'ClientAndServer' ? has(self.clientCertificateRef) : !has(self.clientCertificateRef)
    says clientCertificateRef must be set if and only if mode is ClientAndServer

type XBackendStatus
  parents [XBackendParentStatus] atomic ..32

type XBackendParentStatus
  conditions [Condition] map(type)
  controllerName! ControllerName
  parentRef! ParentReference
`;
