/** Everything that writes OpenAPI documents, fetched with the first request for one. */
export { openApiDocument } from "./openApiDocument.ts";
export { swaggerOf } from "./openApiV2.ts";
export { swaggerProtobuf } from "./openApiV2Protobuf.ts";
