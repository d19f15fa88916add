/** Where APIServices are kept. */
export const API_SERVICES = "apiservices.apiregistration.k8s.io";
