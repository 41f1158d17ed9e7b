// Policies in PSL: what one decision costs beside Cedar, and with hostile texts, and what it costs
// to load many rules. The policies are in psl-policies.ts.
import {
  preparsePolicySet,
  statefulIsAuthorized,
  type StatefulAuthorizationCall,
} from '@cedar-policy/cedar-wasm/nodejs'
import type { SecurityEvent } from '@kos/security'
import { defineCase, definePauseCase, own, peer } from '../case.ts'
import type { Batch, PauseCase, RatioCase, Reference } from '../case.ts'
import { consume } from '../sink.ts'
import {
  largePolicy,
  load,
  monitorOf,
  putRequest,
  storePolicy,
  textPolicy,
} from './psl-policies.ts'

/** What `storePolicy` says, for Cedar: it denies what no policy permits, too. */
const cedarPolicies = `
permit (principal, action == Action::"Get", resource == Class::"demo.Server");
permit (principal, action == Action::"Put", resource == Class::"demo.Server")
when { context.size < 1024 };
forbid (principal, action == Action::"Clear", resource == Class::"demo.Server");
`

const cedar: Reference = peer('cedar-wasm', {
  awaits: false,
  start: () => {
    const parsed = preparsePolicySet('store', { staticPolicies: cedarPolicies })
    if (parsed.type !== 'success') throw new Error(`Cedar: ${parsed.errors[0]?.message ?? ''}`)
    const context = { key: 'first', value: 7, size: 0 }
    const call: StatefulAuthorizationCall = {
      principal: { type: 'Class', id: 'demo.Client' },
      action: { type: 'Action', id: 'Put' },
      resource: { type: 'Class', id: 'demo.Server' },
      context,
      entities: [],
      preparsedPolicySetId: 'store',
    }
    return grantedHalf(context, () => {
      const answer = statefulIsAuthorized(call)
      return answer.type === 'success' && answer.response.decision === 'allow'
    })
  },
})

/** Asks about sizes from 0 to 2047 in turn, of which the policy grants the lower half. */
function grantedHalf(message: { size: number }, isGranted: () => boolean): Batch {
  return (iterations) => {
    let wrong = 0
    for (let i = 0; i < iterations; i++) {
      message.size = i & 2047
      if (isGranted() !== message.size < 1024) wrong++
    }
    if (wrong > 0) throw new Error('a decision was wrong')
    consume(wrong)
  }
}

/** A decision by one field of a message that is an object already. Both sides get all names. */
export const securityCedar: RatioCase = defineCase({
  name: 'security/cedar',
  awaits: false,
  start: () => {
    const monitor = monitorOf(storePolicy)
    const message = { key: 'first', value: 7, size: 0 }
    const event: SecurityEvent = { ...putRequest, message }
    return grantedHalf(message, () => monitor.decide(event).granted)
  },
  against: [cedar],
})

const rules = 5000

/** Reading, checking and compiling a large policy. */
export const securityCompile: PauseCase = definePauseCase({
  name: 'security/compile',
  pauses: {
    '5000 rules': () => {
      const texts = largePolicy(rules)
      const begun = performance.now()
      const loaded = load(texts)
      const ms = performance.now() - begun
      if (loaded.policy.length !== rules) throw new Error('rules are missing')
      return Promise.resolve(ms)
    },
  },
})

const longText = 2 ** 20
const shortText = 2 ** 10

/** Asks about so many bytes in texts of one length, which no pattern matches. */
function matchHostile(length: number): Batch {
  const monitor = monitorOf(textPolicy)
  const event: SecurityEvent = {
    ...putRequest,
    destination: 'demo.Log',
    endpoint: 'log',
    interface: 'demo.Text',
    method: 'Write',
    message: { text: 'a'.repeat(length) },
  }
  return (iterations) => {
    let grants = 0
    for (let left = iterations * longText; left > 0; left -= length)
      if (monitor.decide(event).granted) grants++
    if (grants > 0) throw new Error('a text was granted')
    consume(grants)
  }
}

/** A MiB of text that would hold up a matcher that goes back: does a byte cost the same? */
export const securityRegex: RatioCase = defineCase({
  name: 'security/regex',
  awaits: false,
  iterations: 1,
  start: () => matchHostile(longText),
  against: [
    own('the same in texts of 1 KiB', { awaits: false, start: () => matchHostile(shortText) }),
  ],
})
