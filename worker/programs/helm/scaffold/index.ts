/**
 * What `helm create` writes.
 *
 * In:   the chart's name.
 * Out:  files by path, in the order in which helm writes them.
 *
 * @module
 */
import {
  AUTOSCALER,
  DEPLOYMENT,
  HELPERS,
  HTTP_ROUTE,
  INGRESS,
  NOTES,
  SERVICE,
  SERVICE_ACCOUNT,
  TEST_CONNECTION,
} from "./templates.ts";
import { CHART_FILE, IGNORE, VALUES } from "./values.ts";

const FILES = {
  "Chart.yaml": CHART_FILE,
  "values.yaml": VALUES,
  ".helmignore": IGNORE,
  "templates/ingress.yaml": INGRESS,
  "templates/httproute.yaml": HTTP_ROUTE,
  "templates/deployment.yaml": DEPLOYMENT,
  "templates/service.yaml": SERVICE,
  "templates/serviceaccount.yaml": SERVICE_ACCOUNT,
  "templates/hpa.yaml": AUTOSCALER,
  "templates/NOTES.txt": NOTES,
  "templates/_helpers.tpl": HELPERS,
  "templates/tests/test-connection.yaml": TEST_CONNECTION,
} as const;

/** The files of a new chart. */
export const scaffold = (name: string): readonly (readonly [path: string, text: string])[] =>
  Object.entries(FILES).map(([path, text]) => [path, text.replaceAll("CHART", name)]);
