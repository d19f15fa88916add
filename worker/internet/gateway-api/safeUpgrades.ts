import { type Edition, minorOf } from "./edition.ts";
import type { Manifest } from "./manifest.ts";

const NAME = "safe-upgrades.gateway.networking.k8s.io";
const ANNOTATION = "object.metadata.annotations";
const CHANNEL = "'gateway.networking.k8s.io/channel'";
const VERSION = "'gateway.networking.k8s.io/bundle-version'";
const OTHER_GROUP = "object.spec.group != 'gateway.networking.k8s.io' ||";
const HAS_VERSION = `(has(${ANNOTATION}) && ${ANNOTATION}.exists(k, k == ${VERSION}) &&`;

const channelIs = (object: string, channel: string): string =>
  `has(${object}.metadata.annotations) && ${object}.metadata.annotations.exists(k, k == ${CHANNEL}) && ${object}.metadata.annotations[${CHANNEL}] == '${channel}'`;

/** Experimental definitions do not replace standard ones. */
const NO_EXPERIMENTS =
  `${OTHER_GROUP} oldObject == null || ( ${channelIs("object", "standard")} ) || ` +
  `( oldObject != null && ${channelIs("oldObject", "experimental")} )`;

/** Definitions from before the policy do not come back, as each channel's bundle has it. */
const NOTHING_OLDER: Readonly<Record<Edition["channel"], { readonly expression: string; readonly message: string }>> = {
  standard: {
    expression:
      `${OTHER_GROUP} ${HAS_VERSION} ( matches(${ANNOTATION}[${VERSION}], '-(rc)') || ` +
      String.raw`( !matches(${ANNOTATION}[${VERSION}], 'v1.[0-5].\\d+') && !matches(${ANNOTATION}[${VERSION}], 'v0') ) ))`,
    message: `Installing CRDs with version before v1.5.0 is prohibited by default. Uninstall ValidatingAdmissionPolicy ${NAME} to install older versions.`,
  },
  experimental: {
    expression: String.raw`${OTHER_GROUP}
${HAS_VERSION}
(${ANNOTATION}[${VERSION}] == 'v0.0.0-dev' ||
(${ANNOTATION}[${VERSION}].startsWith('v1.') &&
 !matches(${ANNOTATION}[${VERSION}], '^v1\\.[0-4](\\.|$)'))))
`,
    message: `Installing CRDs with version other than v0.0.0-dev or v1.5+ is prohibited by default. Uninstall ValidatingAdmissionPolicy ${NAME} to install other versions.`,
  },
};

/**
 * The admission policy, with its binding, that bundles carry since v1.5 and that names the standard channel in both.
 *
 * @see https://gateway-api.sigs.k8s.io/guides/crd-management/
 */
export function safeUpgrades({ version, channel }: Edition): readonly Manifest[] | undefined {
  if (minorOf(version) < 5) return undefined;
  const metadata = {
    annotations: {
      "gateway.networking.k8s.io/bundle-version": version,
      "gateway.networking.k8s.io/channel": "standard",
    },
    name: NAME,
  };
  const rule = (resource: string) => ({
    apiGroups: ["apiextensions.k8s.io"],
    apiVersions: ["v1"],
    operations: ["CREATE", "UPDATE"],
    resources: [resource],
  });
  const apiVersion = "admissionregistration.k8s.io/v1";
  const experiments = `Installing experimental CRDs on top of standard channel CRDs is prohibited by default. Uninstall ValidatingAdmissionPolicy ${NAME} to install experimental CRDs on top of standard channel CRDs.`;
  return [
    {
      apiVersion,
      kind: "ValidatingAdmissionPolicy",
      metadata,
      spec: {
        failurePolicy: "Fail",
        matchConstraints: { resourceRules: [rule("*")] },
        validations: [
          { expression: NO_EXPERIMENTS, message: experiments, reason: "Invalid" },
          { ...NOTHING_OLDER[channel], reason: "Invalid" },
        ],
      },
    },
    {
      apiVersion,
      kind: "ValidatingAdmissionPolicyBinding",
      metadata,
      spec: {
        matchResources: { resourceRules: [rule("customresourcedefinitions")] },
        policyName: NAME,
        validationActions: ["Deny"],
      },
    },
  ];
}
