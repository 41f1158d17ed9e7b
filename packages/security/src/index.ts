// @kos/security: events, rules and policies, and the reference monitor that decides by them.

// Events and decisions
export {
  coreClass,
  eventOf,
  eventTypes,
  formatEvent,
  initClass,
  serverRole,
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
export type { RuleDescription, RuleSource } from './decision.ts'

// Rules and policies
export {
  deny,
  error,
  execute,
  makeRule,
  request,
  response,
  security,
  type Rule,
  type RuleEndpoints,
  type RuleParts,
} from './rule.ts'
export { allowAll, definePolicy, denyAll, type Policy } from './policy.ts'
export { any, core, type ClassOf, type ClassReference } from './class-reference.ts'
export type { EndpointSelector } from './target.ts'
export { endpointsNamed, nameByClass, type NamedEndpoint } from './endpoint-names.ts'
export type {
  BoundCondition,
  Condition,
  ConditionOutcome,
  RuleCondition,
  RuleContext,
} from './condition.ts'
export type { MonitorScope } from './scope.ts'

// Audits
export {
  audited,
  type AuditedResult,
  type AuditedRule,
  type AuditProfile,
  type AuditSettings,
  type RuleResult,
} from './audit/audit-profile.ts'
export {
  auditJsonLines,
  auditLines,
  type AuditListener,
  type AuditRecord,
  formatAuditRecord,
} from './audit/audit-record.ts'
export type { AuditState } from './audit/audit-state.ts'
export type { PolicyObjectDefinition } from './models/model.ts'

// Monitors
export {
  type PreparedDecision,
  prepareDecision,
  type PreparingMonitor,
  type SecurityMonitor,
  type Verdict,
} from './monitor.ts'
export { createMonitor, type MonitorOptions } from './policy-monitor.ts'
export { failSafe, type FailSafeOptions } from './fail-safe.ts'
export type { FailureListener } from './failure-listener.ts'
