import type { OfficeRow } from '../../store/tables/offices.ts';

/** An office's kubeconfig. Its server does not exist: the emulator has no cluster. */
export function kubeconfig(office: OfficeRow): string {
  return `apiVersion: v1
kind: Config
clusters:
  - name: ${office.id}
    cluster:
      server: https://${office.id}.clusters.mitosis.test:6443
contexts:
  - name: ${office.id}
    context:
      cluster: ${office.id}
      namespace: office-${office.id}
      user: ${office.id}
current-context: ${office.id}
users:
  - name: ${office.id}
    user:
      token: emulated
`;
}
