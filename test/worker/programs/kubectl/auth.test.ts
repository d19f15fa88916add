import { expect, test } from "vitest";
import { startLab } from "./lab.ts";

const lab = await startLab();

test.each([
  ["auth can-i create pods", "yes\n"],
  ["auth can-i get /healthz", "yes\n"],
  ["auth can-i --list --no-headers", "*.*   []    []    [*]\n      [*]   []    [*]\n"],
  [
    "auth whoami",
    "ATTRIBUTE   VALUE\nUsername    kubernetes-admin\nGroups      [kubeadm:cluster-admins system:authenticated]\n",
  ],
  [
    "auth whoami --as=ann --as-group=devs",
    "ATTRIBUTE   VALUE\nUsername    ann\nGroups      [devs system:authenticated]\n",
  ],
])("%s", async (line, stdout) => {
  expect(await lab.run(line)).toEqual({ stdout, stderr: "", exitCode: 0 });
});

test("a token tells whose it is, and nothing of it is stored", async () => {
  const { stdout: token } = await lab.run("create token default");
  const review = { apiVersion: "authentication.k8s.io/v1", kind: "TokenReview", spec: { token: token.trim() } };
  const { stdout } = await lab.run("create -o=jsonpath={.status.user.username} -f -", {
    stdin: JSON.stringify(review),
  });
  expect(stdout).toBe("system:serviceaccount:default:default");
  expect((await lab.run("get selfsubjectaccessreviews")).stderr).toBe(
    "Error from server (MethodNotAllowed): the server does not allow this method on the requested resource\n",
  );
});
