// Why a rule selects no event that there can be: which of its names leaves nothing over.

import { selects, type Selector } from '../compiled-rule.ts'
import { coreClass, serverRole } from '../event.ts'
import { processRoles } from '../rule.ts'
import { endpointSelectors } from '../target.ts'
import type { Analysis } from './analysis.ts'
import { clientRole, headOf, type OperationNames } from './universe.ts'
import type { AnalysedRule } from './verdict.ts'

interface Candidate {
  readonly server: string
  readonly operation: OperationNames
}

/**
 * Why a rule selects nothing, as the end of a sentence; null if it selects something, or may: that
 * a class whose endpoints are not known has.
 */
export function whyNothing(analysis: Analysis, rule: AnalysedRule): string | null {
  const { event } = rule.rule
  // Written for all events of its type: those that there are, and those that there will be.
  if (Object.values(rule.compiled.names).every((names) => names === null)) return null
  const isServer = (name: string): boolean =>
    selects(rule.compiled, serverRole(event), headOf(event, '', name))
  const servers = [...analysis.classes.keys()].filter(isServer)
  if (servers.length === 0) return unknownClass(rule, serverRole(event))
  if (event !== 'execute' && servers.some((name) => analysis.classes.get(name)?.isKnown === false))
    return null
  return whyNoOperation(analysis, rule, servers) ?? whyNoClient(analysis, rule, servers)
}

function whyNoOperation(
  analysis: Analysis,
  rule: AnalysedRule,
  servers: readonly string[],
): string | null {
  const { event } = rule.rule
  let left: readonly Candidate[] = servers.flatMap((server) =>
    analysis.operationsOf(event, server).map((operation) => ({ server, operation })),
  )
  if (left.length === 0) {
    const names = namesText(rule, serverRole(event))
    return names === '' ? `no class has ${served[event]}` : `${names} has no ${served[event]}`
  }
  for (const selector of endpointSelectors) {
    left = left.filter(({ server, operation }) =>
      selects(rule.compiled, selector, headOf(event, '', server, operation)),
    )
    if (left.length === 0) return `${noSuch[selector]} ${namesText(rule, selector)}`
  }
  return null
}

const served = {
  execute: 'program',
  request: 'endpoints',
  response: 'endpoints',
  error: 'methods with error parameters',
  security: 'security interface',
}

const noSuch = {
  component: 'no class that it selects has a component',
  endpoint: 'no class that it selects has an endpoint',
  interface: 'no endpoint that it selects has the interface',
  method: 'no endpoint that it selects has a method',
}

function whyNoClient(
  analysis: Analysis,
  rule: AnalysedRule,
  servers: readonly string[],
): string | null {
  const { event } = rule.rule
  const isClient = (name: string): boolean =>
    selects(rule.compiled, clientRole(event), headOf(event, name, ''))
  if (servers.some((server) => analysis.clientsOf(event, server).some(isClient))) return null
  if (event === 'security') return 'calls of security interfaces have no destination'
  if (![...analysis.classes.keys()].some(isClient)) return unknownClass(rule, clientRole(event))
  if (event === 'execute') return `only the kernel itself starts ${coreClass}`
  const client = classesText(rule, clientRole(event))
  if (client === coreClass) return 'the kernel calls nobody'
  return `${client} has no connection to ${classesText(rule, serverRole(event))}`
}

function unknownClass(rule: AnalysedRule, role: 'source' | 'destination'): string {
  return `there is no class ${namesText(rule, role)}`
}

function classesText(rule: AnalysedRule, role: 'source' | 'destination'): string {
  const roles = processRoles[rule.rule.event]
  return namesText(rule, role) || `a ${roles[role === 'source' ? 0 : 1]}`
}

function namesText(rule: AnalysedRule, selector: Selector): string {
  return [...(rule.compiled.names[selector] ?? [])].join(' or ')
}
