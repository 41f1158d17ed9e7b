// Matchers of vitest for policies: what they grant and deny, and whether the tests inside them pass.
//
// This file imports nothing of vitest when it runs: `expect.extend(policyMatchers)` adds the
// matchers, here or in another test runner with the same interface.

// It stays in the declarations, for programs that import this file before vitest.
/// <reference types="vitest" preserve="true" />

import { createMonitor, type Decision, type DenialReason } from '@kos/security'
import type { Policy, SecurityEvent, SecurityMonitor } from '@kos/security'
import { type EventInit, eventFromInit, formatTests, runTests } from '@kos/security/pal'
import { type LoadedPolicy, monitorOptionsOf } from '@kos/security/psl'

/** What denies an event. */
export interface DenialPattern {
  /** The rule: a part of its text, its whole place (`security.psl:12`), or a pattern for both. */
  readonly rule?: string | RegExp
  readonly reason?: DenialReason
}

/** The matchers. */
export interface PolicyMatchers<R = unknown> {
  /**
   * The policy grants the event. What is left out of the event is filled in if the policy is a
   * loaded one. A policy decides on a monitor of its own; pass a monitor for events that follow
   * each other.
   */
  toGrant(event: EventInit): R
  /** The policy denies the event, by this rule or for this reason. */
  toDeny(event: EventInit, by?: DenialPattern): R
  /** The policy has tests, and all of them pass. */
  toPassTests(): R
}

declare module 'vitest' {
  // oxlint-disable-next-line no-explicit-any -- the declaration that is extended says so.
  interface Assertion<T> extends PolicyMatchers<T> {}
  interface AsymmetricMatchersContaining extends PolicyMatchers {}
}

/** What a matcher answers. */
export interface PolicyMatch {
  readonly pass: boolean
  readonly message: () => string
}

/** The matchers of policies, for `expect.extend`. */
export const policyMatchers: {
  readonly toGrant: (received: unknown, event: EventInit) => PolicyMatch
  readonly toDeny: (received: unknown, event: EventInit, by?: DenialPattern) => PolicyMatch
  readonly toPassTests: (received: unknown) => PolicyMatch
} = {
  toGrant(received, init) {
    const decision = decide(received, init)
    const message = (): string =>
      decision.granted
        ? `expected the policy not to grant ${shown(init)}`
        : `expected a grant; ${decision.message}`
    return { pass: decision.granted, message }
  },
  toDeny(received, init, by = {}) {
    const decision = decide(received, init)
    const pass = isBy(decision, by)
    const message = (): string =>
      decision.granted
        ? `expected a denial${wanted(by)}; the policy grants ${shown(init)}`
        : `expected ${pass ? 'no' : 'a'} denial${wanted(by)}; ${decision.message}`
    return { pass, message }
  },
  toPassTests(received) {
    if (!isLoaded(received)) throw new TypeError(notAPolicy(received, 'toPassTests takes'))
    const report = runTests(received)
    return { pass: report.passed, message: () => formatTests(report) }
  },
}

function decide(received: unknown, init: EventInit): Decision {
  if (isLoaded(received)) {
    const { policy, hasErrors, diagnostics } = received
    if (hasErrors) throw new TypeError(`the policy has errors: ${diagnostics[0]?.message}`)
    return createMonitor(policy, monitorOptionsOf(received)).decide(eventFromInit(received, init))
  }
  const monitor = isMonitor(received) ? received : monitorOf(received)
  return monitor.decide(plainEvent(init))
}

function monitorOf(received: unknown): SecurityMonitor {
  if (!Array.isArray(received)) throw new TypeError(notAPolicy(received, 'it takes'))
  return createMonitor(received as Policy)
}

// Of a policy without endpoints, names that are left out are not known.
function plainEvent(init: EventInit): SecurityEvent {
  const { type, message, sourceSid = 1, destinationSid = 2, endpoint = '' } = init
  const { source = '', destination = '', interface: interfaceName = '' } = init
  const { method = type === 'execute' ? 'main' : '' } = init
  const names = { source, destination, endpoint, interface: interfaceName, method }
  return { type, ...names, message, sourceSid, destinationSid }
}

function isLoaded(received: unknown): received is LoadedPolicy {
  return isObject(received) && 'tests' in received && 'policy' in received
}

function isMonitor(received: unknown): received is SecurityMonitor {
  return isObject(received) && 'decide' in received && typeof received.decide === 'function'
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function notAPolicy(received: unknown, what: string): string {
  const found = isObject(received) ? 'another object' : `a ${typeof received}`
  return `${what} a policy that loadPolicy made; this is ${found}`
}

function isBy(decision: Decision, { rule, reason }: DenialPattern): boolean {
  if (decision.granted) return false
  if (reason !== undefined && decision.reason !== reason) return false
  if (rule === undefined) return true
  const { text = '', place = '' } = decision.rule ?? {}
  if (rule instanceof RegExp) return rule.test(text) || rule.test(place)
  return decision.rule !== undefined && (text.includes(rule) || place === rule)
}

function shown(init: EventInit): string {
  const { source, destination, endpoint, interface: interfaceName, method } = init
  const names = [source, destination, endpoint, interfaceName, method]
  return [init.type, ...names.filter((name) => name !== undefined)].join(' ')
}

function wanted({ rule, reason }: DenialPattern): string {
  const parts = [
    ...(rule === undefined ? [] : [`rule ${String(rule)}`]),
    ...(reason === undefined ? [] : [`reason ${reason}`]),
  ]
  return parts.length === 0 ? '' : ` by ${parts.join(' and ')}`
}
