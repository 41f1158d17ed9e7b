// What a monitor needs of a policy in PSL beside its rules.

import type { MonitorOptions } from '../policy-monitor.ts'
import type { LoadedPolicy } from './policy.ts'

/**
 * The options of `createMonitor` that a policy has: its classes, and their endpoints. Add those of
 * your own.
 *
 * `createMonitor(loaded.policy, { ...monitorOptionsOf(loaded), onFailure })`
 */
export function monitorOptionsOf({
  classes,
  endpoints,
}: Pick<LoadedPolicy, 'classes' | 'endpoints'>): Pick<MonitorOptions, 'classes' | 'endpoints'> {
  return { classes: [...classes.keys()], endpoints }
}
