/** Which kinds a bundle has, with their versions, short names and printed columns. A version's type is the kind's own where none is named. */
export const kinds = `
kind GatewayClass gatewayclasses gc cluster
  column Controller .spec.controllerName
  column Accepted .status.conditions[?(@.type=="Accepted")].status
  column Age .metadata.creationTimestamp
  column Description .spec.description wide
  version v1 storage
  version v1beta1

kind Gateway gateways gtw
  column Class .spec.gatewayClassName
  column Address .status.addresses[*].value
  column Programmed .status.conditions[?(@.type=="Programmed")].status
  column Age .metadata.creationTimestamp
  version v1 storage
  version v1beta1

kind HTTPRoute httproutes
  column Hostnames .spec.hostnames
  column Age .metadata.creationTimestamp
  version v1 storage
  version v1beta1

kind GRPCRoute grpcroutes
  column Hostnames .spec.hostnames
  column Age .metadata.creationTimestamp
  version v1 storage

kind ReferenceGrant referencegrants refgrant stateless
  column Age .metadata.creationTimestamp
  @>=1.6 version v1
  version v1beta1 storage

@>=1.6 kind ListenerSet listenersets lset
  column Accepted .status.conditions[?(@.type=="Accepted")].status
  column Programmed .status.conditions[?(@.type=="Programmed")].status
  column Age .metadata.creationTimestamp
  version v1 storage

@x|>=1.6 kind TLSRoute tlsroutes
  column Age .metadata.creationTimestamp
  @>=1.6 version v1 storage
  @<1.4 version v1alpha2 storage : AlphaTLSRoute
  @>=1.4&<1.6 version v1alpha2 : AlphaTLSRoute
  @x&>=1.6 version v1alpha2 deprecated : AlphaTLSRoute
  @s&>=1.6 version v1alpha2 deprecated unserved : AlphaTLSRoute
  @>=1.4&<1.6 version v1alpha3 storage
  @x&>=1.6 version v1alpha3 deprecated
  @s&>=1.6 version v1alpha3 deprecated unserved

@x|>=1.6 kind TCPRoute tcproutes
  column Age .metadata.creationTimestamp
  @>=1.6 version v1 storage : L4Route
  @<1.6 version v1alpha2 storage : AlphaL4Route
  @x&>=1.6 version v1alpha2 deprecated : AlphaL4Route
  @s&>=1.6 version v1alpha2 deprecated unserved : AlphaL4Route

@x|>=1.6 kind UDPRoute udproutes
  column Age .metadata.creationTimestamp
  @>=1.6 version v1 storage : L4Route
  @<1.6 version v1alpha2 storage : AlphaL4Route
  @x&>=1.6 version v1alpha2 deprecated : AlphaL4Route
  @s&>=1.6 version v1alpha2 deprecated unserved : AlphaL4Route

@x|>=1.4 kind BackendTLSPolicy backendtlspolicies btlspolicy policy
  column Age .metadata.creationTimestamp
  @>=1.4 version v1 storage
  @<1.4 version v1alpha3 storage
  @x&>=1.4 version v1alpha3 deprecated bare
  @s&>=1.4 version v1alpha3 deprecated unserved bare

@x&<1.4 kind BackendLBPolicy backendlbpolicies blbpolicy policy
  column Age .metadata.creationTimestamp
  version v1alpha2 storage

@x&>=1.4 kind XBackendTrafficPolicy xbackendtrafficpolicies xbtrafficpolicy policy
  column Age .metadata.creationTimestamp
  version v1alpha1 storage

@x&>=1.4&<1.6 kind XListenerSet xlistenersets lset
  column Accepted .status.conditions[?(@.type=="Accepted")].status
  column Programmed .status.conditions[?(@.type=="Programmed")].status
  column Age .metadata.creationTimestamp
  version v1alpha1 storage

@x&>=1.4 kind XMesh xmeshes mesh cluster
  column Accepted .status.conditions[?(@.type=="Accepted")].status
  column Age .metadata.creationTimestamp
  version v1alpha1 storage

@x&>=1.6 kind XBackend xbackends xbackend
  column Age .metadata.creationTimestamp
  version v1alpha1 storage
`;
