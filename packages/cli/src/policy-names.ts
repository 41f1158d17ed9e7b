// Names on the command line that stand for what a policy has: classes, and methods of endpoints.

import { didYouMean } from '@kos/idl-compiler/text'
import { type EventHead, type SecurityEventType, serverRole } from '@kos/security'
import { type Analysis, formatOperation, type OperationNames } from '@kos/security/analysis'
import { UsageError } from './inputs.ts'

/** Throws UsageError for a class that the policy does not have. */
export function checkClass({ classes }: Analysis, name: string): void {
  if (classes.has(name)) return
  throw new UsageError(`there is no class ${name}${didYouMean(name, [...classes.keys()])}`)
}

/**
 * The head of events with these names: source, destination but for `security`, and for all events
 * but `execute` what it is about, as `calc.ops.Div`. Throws UsageError for names that nothing has.
 */
export function headNamed(
  analysis: Analysis,
  type: SecurityEventType,
  names: readonly string[],
): EventHead {
  const roles = [
    'source',
    ...(type === 'security' ? [] : ['destination']),
    ...(type === 'execute' ? [] : ['endpoint.method']),
  ]
  if (names.length !== roles.length)
    throw new UsageError(`${type} takes ${roles.map((role) => `<${role}>`).join(' ')}`)
  const [source = '', destination = ''] = type === 'security' ? [names[0], ''] : names
  checkClass(analysis, source)
  if (destination !== '') checkClass(analysis, destination)
  const server = serverRole(type) === 'destination' ? destination : source
  const operation = operationNamed(analysis, type, server, names.at(-1) as string)
  return { type, source, destination, ...operation }
}

function operationNamed(
  analysis: Analysis,
  type: SecurityEventType,
  server: string,
  name: string,
): OperationNames {
  const all = analysis.operationsOf(type, server)
  const [only] = all
  if (type === 'execute' && only !== undefined) return only
  const found = all.find((operation) => formatOperation(operation) === name)
  if (found !== undefined) return found
  if (analysis.classes.get(server)?.isKnown === false) return unlisted(name)
  const known = all.map((operation) => formatOperation(operation))
  const hint = didYouMean(name, known) || (known.length === 0 ? '' : `; it has ${known.join(', ')}`)
  throw new UsageError(`${server} has no ${name}${hint}`)
}

// Of a class whose endpoints are not known, any may be meant.
function unlisted(name: string): OperationNames {
  const at = name.lastIndexOf('.')
  return { endpoint: name.slice(0, Math.max(0, at)), interface: '', method: name.slice(at + 1) }
}
