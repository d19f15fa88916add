/** GatewayClass, and XMesh, which has the same spec. */
export const gatewayClass = `
type GatewayClass
  : A class of Gateways: which controller takes care of them, and with which settings.
  spec! GatewayClassSpec
    : What the class is.
  status GatewayClassStatus = {"conditions":[{"lastTransitionTime":"1970-01-01T00:00:00Z","message":"Waiting for controller","reason":"Pending","status":"Unknown","type":"Accepted"}]}
    : What the controller says of the class.

type GatewayClassSpec
  controllerName! ControllerName
    : The controller that manages Gateways of this class, as a domain and a path. It cannot be changed.
    rule self == oldSelf
      says Value is immutable
  description string ..64
    : A few words for people.
  parametersRef ParametersReference
    : An object with the controller's own settings for this class.

type GatewayClassStatus
  conditions [Condition] map(type) ..8 = [{"lastTransitionTime":"1970-01-01T00:00:00Z","message":"Waiting for controller","reason":"Pending","status":"Unknown","type":"Accepted"}]
    : Whether the controller accepts the class.
  @x|>=1.4 supportedFeatures [SupportedFeature] map(name) ..64
    : The features that the controller supports, by name.

type SupportedFeature
  name! string

type XMesh
  spec! GatewayClassSpec
  status XMeshStatus = {"conditions":[{"lastTransitionTime":"1970-01-01T00:00:00Z","message":"Waiting for controller","reason":"Pending","status":"Unknown","type":"Accepted"}]}

type XMeshStatus
  conditions [Condition] map(type) ..8 = $PendingConditions
  supportedFeatures [SupportedFeature] map(name) ..64
`;
