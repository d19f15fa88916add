import { expect, test } from "vitest";
import { parse } from "yaml";
import { repositories } from "../../../worker/charts/index.ts";
import { indexOf } from "../../../worker/charts/pages.ts";
import { helmHome, ingressNginxOfMarch2025 } from "../../../worker/profiles/helmHome.ts";

test("the index that a laptop keeps lists what the repository still offers, archives included", async () => {
  const { index, url } = ingressNginxOfMarch2025;
  const repository = repositories.find((one) => one.url === url)!;
  const offered = parse(await indexOf(repository)).entries["ingress-nginx"];
  const [kept] = parse(index).entries["ingress-nginx"];
  expect(offered).toContainEqual(kept);
});

test("helm finds its files where it keeps them", () => {
  expect(Object.keys(helmHome([ingressNginxOfMarch2025], "2025-03-25T09:12:41Z"))).toEqual([
    "~/.config/helm/repositories.yaml",
    "~/.cache/helm/repository/ingress-nginx-index.yaml",
    "~/.cache/helm/repository/ingress-nginx-charts.txt",
  ]);
});
