// The solution in a folder as a graph: processes, the channels between them, and what the policy
// says of each endpoint that a channel leads to. Data alone: pictures are made of it beside.

import { endpointsOf } from '@kos/idl-compiler'
import type { EventHead } from '@kos/security'
import { analyse, type Analysis } from '@kos/security/analysis'
import type { ConnectionDescription, SolutionDescription } from '@kos/solution'

/** What the policy says of requests: always, by conditions, or never. */
export type ChannelVerdict = 'granted' | 'conditional' | 'denied'

/** An endpoint that a process offers. */
export interface OfferedEndpoint {
  /** Its qualified name. */
  readonly name: string
  readonly interface: string
  readonly methods: readonly string[]
}

/** A process. */
export interface GraphProcess {
  readonly name: string
  readonly className: string
  readonly endpoints: readonly OfferedEndpoint[]
}

/** An endpoint at the end of a channel, and which of its methods the policy grants. */
export interface ReachedEndpoint {
  readonly name: string
  readonly interface: string
  /**
   * `granted` if each method is always granted, `denied` if each is always denied; else conditions,
   * or the method, decide.
   */
  readonly verdict: ChannelVerdict
  readonly granted: readonly string[]
  readonly conditional: readonly string[]
  readonly denied: readonly string[]
}

/** A connection of `init.yaml`. */
export interface GraphChannel {
  readonly client: string
  readonly server: string
  /** Its name: what the client asks for. */
  readonly id: string
  readonly endpoints: readonly ReachedEndpoint[]
}

/** A solution as a graph. */
export interface SolutionGraph {
  /** In the order of `init.yaml`. */
  readonly processes: readonly GraphProcess[]
  readonly channels: readonly GraphChannel[]
}

/** The graph of what a folder describes; without a policy all is denied. */
export function solutionGraph(description: SolutionDescription): SolutionGraph {
  const { processes, classes, policy } = description
  const analysis = policy === null ? null : analyse(policy)
  const nodes = processes.map(({ name, className }): GraphProcess => {
    const component = classes.get(className)
    const endpoints = component === undefined ? [] : endpointsOf(component)
    return {
      name,
      className,
      endpoints: endpoints.map(({ name: endpoint, interface: module }) => ({
        name: endpoint,
        interface: module.name,
        methods: module.interface?.methods.map((method) => method.node.name.text) ?? [],
      })),
    }
  })
  const byName = new Map(nodes.map((node) => [node.name, node]))
  const channels = processes.flatMap(({ name, connections }) =>
    connections.flatMap((connection) => channelOf(name, connection, byName, analysis)),
  )
  return { processes: nodes, channels }
}

function channelOf(
  client: string,
  { target, id }: ConnectionDescription,
  processes: ReadonlyMap<string, GraphProcess>,
  analysis: Analysis | null,
): readonly GraphChannel[] {
  const [from, to] = [processes.get(client), processes.get(target)]
  if (from === undefined || to === undefined) return []
  const endpoints = to.endpoints.map((endpoint) =>
    reached(endpoint, (method) => verdictOf(analysis, from, to, endpoint, method)),
  )
  return [{ client, server: target, id, endpoints }]
}

function reached(
  { name, interface: type, methods }: OfferedEndpoint,
  verdict: (method: string) => ChannelVerdict,
): ReachedEndpoint {
  const of = (wanted: ChannelVerdict): readonly string[] =>
    methods.filter((method) => verdict(method) === wanted)
  const [granted, conditional, denied] = [of('granted'), of('conditional'), of('denied')]
  const all = methods.length
  const joined: ChannelVerdict =
    denied.length === all ? 'denied' : granted.length === all ? 'granted' : 'conditional'
  return { name, interface: type, verdict: joined, granted, conditional, denied }
}

function verdictOf(
  analysis: Analysis | null,
  client: GraphProcess,
  server: GraphProcess,
  { name, interface: type }: OfferedEndpoint,
  method: string,
): ChannelVerdict {
  if (analysis === null) return 'denied'
  const head: EventHead = {
    type: 'request',
    source: client.className,
    destination: server.className,
    endpoint: name,
    interface: type,
    method,
  }
  const { verdict } = analysis.verdictOf(head)
  return verdict === 'ask' ? 'conditional' : verdict
}
