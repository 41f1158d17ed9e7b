// A denial, as `kos run` prints it: who wanted what of whom, why the policy denied it, and the rule
// that would allow it.
//
// The form of the line is that of `formatEvent` and of the denials of `@kos/security`.

import type { ThingExplanation } from './explanation.ts'

/** The parts of a denial. */
interface DenialLine {
  readonly type: string
  readonly source: string
  /** Empty for events of the type `security`. */
  readonly destination: string
  /** Interface and method: `demo.Store.Clear`; empty for the start of a process. */
  readonly operation: string
  /** Empty if the line does not say it. */
  readonly endpoint: string
  /** Why: all after `denied`. */
  readonly why: string
}

const form =
  /(?:^|: )(execute|request|response|error|security) (\S+)(?: -> (\S+))?(?: ([\w.]+|\(unknown method\)))?(?: \(endpoint (\S+)\))?: denied(.*)$/s

/** Explains the line of a denial; null if `thing` is none. */
export function explainDenial(thing: string): ThingExplanation | null {
  const line = parse(thing.replace(/^!+\s+/, '').trim())
  if (line === null) return null
  return {
    kind: 'denial',
    title: `The policy denied that ${deed(line)}.`,
    meaning: [effect(line), ...reason(line)],
    advice: advice(line),
    ...(isWithoutRule(line) ? { code: [rule(line)] } : {}),
  }
}

function parse(text: string): DenialLine | null {
  const match = form.exec(text)
  if (match === null) return null
  const [, type = '', source = '', destination = '', operation = '', endpoint = '', why = ''] =
    match
  return { type, source, destination, operation, endpoint, why }
}

const kernel = 'kl.core.Core'

function deed(line: DenialLine): string {
  const { type, source, destination, operation } = line
  const what = operation === '' || operation.startsWith('(') ? 'something' : operation
  switch (type) {
    case 'execute':
      if (source === destination) return 'the kernel starts'
      return `${source === kernel ? 'the kernel' : source} starts a process of class ${destination}`
    case 'request':
      return destination === kernel
        ? `${source} makes the system call ${what}`
        : `${source} asks ${destination} for ${what}`
    case 'security':
      return `${source} goes on with what it asked the policy about (${what})`
    default:
      return `${source} answers the call of ${what} by ${destination}${type === 'error' ? ' with an error' : ''}`
  }
}

function effect({ type, source, destination }: DenialLine): string {
  switch (type) {
    case 'execute':
      return source === destination
        ? 'The kernel stopped itself: no process of the solution runs.'
        : 'The process was not started. Those that wait for it get codes.'
    case 'request':
      return destination === kernel
        ? 'Nothing was done: the call answered rcSecurityDisallow.'
        : `${destination} has seen nothing of it: the call of ${source} answered ` +
            'rcSecurityDisallow (in generated C code: NK_EPERM).'
    case 'security':
      return 'The question was answered with rcSecurityDisallow; nothing else happened.'
    default:
      return (
        `${source} has done what it was asked for; but the answer did not leave it: the call of ` +
        `${destination}, and the reply of ${source}, answered rcSecurityDisallow.`
      )
  }
}

function isWithoutRule({ why }: DenialLine): boolean {
  return why.startsWith(', no rule allows it')
}

function reason(line: DenialLine): readonly string[] {
  const { why, type } = line
  if (isWithoutRule(line))
    return [
      'No rule of the policy selects this, and what no rule grants is denied.',
      ...(type === 'response' || type === 'error'
        ? ['Answers have rules of their own: a rule for requests does not cover them.']
        : []),
    ]
  const byRule = /^ by (rule \d+, .*?)(?:; (its condition .*?|it has no condition))?$/s.exec(why)
  if (byRule !== null)
    return [
      `It is ${byRule[1]} that denied it${byRule[2] === undefined ? '' : `: ${byRule[2]}`}.`,
      'All rules that select an event must grant it: other rules that grant change nothing.',
    ]
  if (why.startsWith(', the message is malformed'))
    return ['The message does not have the structure of its interface, so no rule was asked.']
  return [`The policy could not decide, which denies: ${why.replace(/^[,\s]+/, '')}`]
}

function advice(line: DenialLine): readonly string[] {
  const { why, source, destination } = line
  if (isWithoutRule(line)) {
    const hint = /or did (.*), mean "(.*)" by "(.*)"\?/s.exec(why)
    const isStart = source === destination
    return [
      ...(hint === null ? [] : [`If ${hint[1]} was meant to allow it, write ${hint[2]} there.`]),
      `If it should be allowed, add the section above to security.psl${isStart ? '.' : ', as narrow as you can: leave the method in.'}`,
      ...(isStart ? [] : ['If it should not, the program is at fault: look at who calls it.']),
    ]
  }
  if (why.startsWith(', the message is malformed'))
    return ['Make client and server from the same .idl, and look at the value that it names.']
  if (!why.startsWith(' by rule'))
    return [
      'Look at what the condition needs: mostly a state that was never set, as by init of a ' +
        'policy object at execute.',
    ]
  return [
    ...asked(line),
    'If it should be allowed, widen the condition; a test in the policy (assert "...") keeps it so.',
  ]
}

/** The command that shows all rules behind it, where the line says all that it takes. */
function asked(line: DenialLine): readonly string[] {
  const { type, source, destination, endpoint, why } = line
  if (type === 'security' || (type !== 'execute' && endpoint === '')) return []
  const policy = /\((\S+\.psl(?:\.in)?):\d+\)/.exec(why)?.[1] ?? 'security.psl'
  const parts = [policy, source, destination]
  if (type !== 'execute') parts.push(`${endpoint}.${methodOf(line)}`)
  if (type !== 'request') parts.push('--event', type)
  return [`kos policy explain ${parts.join(' ')} shows all rules that decide about it.`]
}

function methodOf({ operation }: DenialLine): string {
  return operation.startsWith('(') ? '' : operation.slice(operation.lastIndexOf('.') + 1)
}

/** The section of PSL that would grant it. */
function rule(line: DenialLine): string {
  const { type, source, destination, endpoint, operation } = line
  const method = type === 'execute' ? '' : methodOf(line)
  const isNamed = endpoint !== '' || method === ''
  const ofInterface = isNamed ? '' : operation.slice(0, Math.max(0, operation.lastIndexOf('.')))
  const selectors = { src: source, dst: destination, endpoint, interface: ofInterface, method }
  const parts = Object.entries(selectors).flatMap(([key, name]) =>
    name === '' ? [] : [`${key}=${name}`],
  )
  return [type, ...parts, '{ grant () }'].join(' ')
}
