// What a monitor needs of a policy in PSL beside its rules.

import type { MonitorOptions } from '../policy-monitor.ts'
import type { LoadedPolicy } from './policy.ts'

/**
 * The options of `createMonitor` that a policy has: its classes, their endpoints, and the audit
 * level at the beginning. Add those of your own.
 *
 * `createMonitor(loaded.policy, { ...monitorOptionsOf(loaded), onFailure })`
 */
export function monitorOptionsOf({
  classes,
  endpoints,
  auditDefault,
}: Pick<LoadedPolicy, 'classes' | 'endpoints' | 'auditDefault'>): Pick<
  MonitorOptions,
  'classes' | 'endpoints' | 'auditLevel'
> {
  return { classes: [...classes.keys()], endpoints, auditLevel: auditDefault?.level ?? 0 }
}
