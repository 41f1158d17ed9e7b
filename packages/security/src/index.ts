// Table of contents of @kos/security.

// Events and decisions
export {
  coreClass,
  formatEvent,
  type EventHead,
  type SecurityEvent,
  type SecurityEventType,
} from './event.ts'
export {
  granted,
  malformed,
  type Decision,
  type DenialReason,
  type Denied,
  type Granted,
} from './decision.ts'
export type { RuleDescription } from './decision.ts'

// Rules and policies
export { deny, error, execute, request, response, security, type Rule } from './rule.ts'
export { allowAll, definePolicy, denyAll, type Policy } from './policy.ts'
export { any, core, type ClassOf, type ClassReference } from './class-reference.ts'
export type { EndpointSelector, Selection } from './target.ts'
export type { Condition, Outcome, RuleContext } from './condition.ts'

// Monitors
export type { Classification, SecurityMonitor } from './monitor.ts'
export { createMonitor, type MonitorOptions } from './policy-monitor.ts'
export { guard, type GuardOptions } from './guard.ts'
export type { FailureReport } from './failure-report.ts'
