import { command } from "../cli/command.ts";
import { CommandError } from "../cli/errors.ts";
import { type JsonObject, listAt, sameJson, textAt } from "../json.ts";
import { SET_FLAGS, setOnObjects } from "./template.ts";

const GROUP = "rbac.authorization.k8s.io";

/** @see k8s.io/kubectl/pkg/cmd/set set_subject.go */
export default command({
  usage:
    "set subject (-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]",
  usageWhole: true,
  about: ["Bind a role to more users, groups or service accounts."],
  examples: [
    ["A service account", "kubectl set subject clusterrolebinding admin --serviceaccount=namespace:serviceaccount1"],
    ["Users and a group", "kubectl set subject rolebinding admin --user=user1 --user=user2 --group=group1"],
  ],
  flags: {
    ...SET_FLAGS,
    group: { type: "array", help: "Groups to bind to the role" },
    serviceaccount: { type: "array", help: "Service accounts to bind to the role, as namespace:name" },
    user: { type: "array", help: "Users to bind to the role" },
  },
  async run({ flags, operands }, kube) {
    if (flags.all && flags.selector) throw new CommandError("cannot set --all and --selector at the same time");
    if (flags.user.length + flags.group.length + flags.serviceaccount.length === 0) {
      throw new CommandError("you must specify at least one value of user, group or serviceaccount");
    }
    const accounts = flags.serviceaccount.map((account) => account.split(":"));
    if (accounts.some((parts) => parts.length !== 2 || parts[1] === "")) {
      throw new CommandError("serviceaccount must be <namespace>:<name>");
    }
    const own = await kube.namespace();
    const sorted = (names: readonly string[]) => [...new Set(names)].sort();
    const subjects: readonly JsonObject[] = [
      ...sorted(flags.user).map((name) => ({ apiGroup: GROUP, kind: "User", name })),
      ...sorted(flags.group).map((name) => ({ apiGroup: GROUP, kind: "Group", name })),
      ...sorted(flags.serviceaccount).map((account) => {
        const [namespace = "", name = ""] = account.split(":");
        return { kind: "ServiceAccount", name, namespace: namespace || own };
      }),
    ];
    await setOnObjects(kube, { flags, operands, deed: "subjects updated" }, (object, name) => {
      const kind = textAt(object, "kind");
      if (kind !== "RoleBinding" && kind !== "ClusterRoleBinding") {
        throw new CommandError(
          `error: ${name.split("/")[1]} setting subjects is only supported for RoleBinding/ClusterRoleBinding`,
        );
      }
      if (kind === "ClusterRoleBinding" && accounts.some(([namespace]) => namespace === "")) {
        throw new CommandError("serviceaccount must be <namespace>:<name>, namespace must be specified");
      }
      const before = listAt(object, "subjects");
      const added = subjects.filter((subject) => !before.some((one) => sameJson(one, subject)));
      return added.length > 0 ? { ...object, subjects: [...before, ...added] } : undefined;
    });
  },
});
