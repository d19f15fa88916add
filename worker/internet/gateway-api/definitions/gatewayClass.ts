/** GatewayClass, and XMesh, which has the same spec. */
export const gatewayClass = `
type GatewayClass
  spec! GatewayClassSpec
  status GatewayClassStatus = {"conditions":[{"lastTransitionTime":"1970-01-01T00:00:00Z","message":"Waiting for controller","reason":"Pending","status":"Unknown","type":"Accepted"}]}

type GatewayClassSpec
  controllerName! ControllerName
    rule self == oldSelf
      says Value is immutable
  description string ..64
  parametersRef ParametersReference

type GatewayClassStatus
  conditions [Condition] map(type) ..8 = [{"lastTransitionTime":"1970-01-01T00:00:00Z","message":"Waiting for controller","reason":"Pending","status":"Unknown","type":"Accepted"}]
  @x|>=1.4 supportedFeatures [SupportedFeature] map(name) ..64

type SupportedFeature
  name! string

type XMesh
  spec! GatewayClassSpec
  status XMeshStatus = {"conditions":[{"lastTransitionTime":"1970-01-01T00:00:00Z","message":"Waiting for controller","reason":"Pending","status":"Unknown","type":"Accepted"}]}

type XMeshStatus
  conditions [Condition] map(type) ..8 = [{"lastTransitionTime":"1970-01-01T00:00:00Z","message":"Waiting for controller","reason":"Pending","status":"Unknown","type":"Accepted"},{"lastTransitionTime":"1970-01-01T00:00:00Z","message":"Waiting for controller","reason":"Pending","status":"Unknown","type":"Programmed"}]
  supportedFeatures [SupportedFeature] map(name) ..64
`;
