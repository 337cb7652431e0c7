import { oneOf, optional, type Schema, shape, text } from '../schema.ts';
import { type ComponentStatus, componentStatusSchema } from './ComponentStatus.ts';

/** How the machinery of an office is doing. */
export interface ClusterStatus {
  /** All of it, in one word. */
  phase: 'ready' | 'degraded' | 'failed' | 'provisioning';
  /** The part that runs the agents. */
  operator: ComponentStatus;
  /** The part that lets requests in. */
  ingress: ComponentStatus;
  /** Where requests come in: a URL or a host. */
  ingressEndpoint?: string;
  /** What is the matter, for people to read. */
  message?: string;
}

/** The schema of {@link ClusterStatus}. */
export const clusterStatusSchema: Schema<ClusterStatus> = shape<ClusterStatus>({
  phase: oneOf('ready', 'degraded', 'failed', 'provisioning'),
  operator: componentStatusSchema,
  ingress: componentStatusSchema,
  ingressEndpoint: optional(text),
  message: optional(text),
});
