import type { SecurityMonitor } from '@kos/kernel'

/** Lets each process make so many requests to others, and its system calls as it likes. */
export function limited(most: number): SecurityMonitor {
  const requests = new Map<number, number>()
  return {
    classify: ({ type, destination }) =>
      type === 'request' && destination !== 'kl.core.Core' ? 'ask' : 'granted',
    decide({ source, sourceSid }, mayCommit = () => true) {
      const made = requests.get(sourceSid) ?? 0
      if (made >= most) {
        const message = `${source} has made its ${most} requests`
        return { granted: false, reason: 'denied-by-rule', message }
      }
      // State changes only if the message will be delivered.
      if (mayCommit()) requests.set(sourceSid, made + 1)
      return { granted: true }
    },
  }
}
