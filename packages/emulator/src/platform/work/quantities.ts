/** Kubernetes' binary suffixes, in GiB. */
const GIBIBYTES: Readonly<Record<string, number>> = { Ki: 2 ** -20, Mi: 2 ** -10, Gi: 1, Ti: 2 ** 10 };

/** The most cores, or GiB. */
const MOST = 1e6;

/** Cores of a Kubernetes quantity such as `500m` or `2`; nothing for other texts. */
export function coresOf(quantity: string | undefined): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(m?)$/.exec(quantity ?? '');
  const cores = Number(match?.[1]) / (match?.[2] === 'm' ? 1000 : 1);
  return cores <= MOST ? cores : undefined;
}

/** GiB of a Kubernetes quantity such as `512Mi` or `4Gi`; nothing for other texts. */
export function gibibytesOf(quantity: string | undefined): number | undefined {
  const match = /^(\d+(?:\.\d+)?)([KMGT]i)$/.exec(quantity ?? '');
  const amount = Number(match?.[1]) * (GIBIBYTES[match?.[2] ?? ''] ?? 1);
  return amount <= MOST ? amount : undefined;
}
