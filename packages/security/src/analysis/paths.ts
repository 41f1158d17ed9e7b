// Whether a class can reach another one at all, and over whom: paths of requests that the policy
// does not deny. The kernel is on no path: it calls nobody.

import type { Analysis } from './analysis.ts'
import { graphOf, type PolicyEdge } from './graph.ts'
import { groupBy } from './grouping.ts'
import { maxPaths } from '../limits.ts'

/** The paths from a class to another. */
export interface Reachability {
  /** The shortest paths, at most `maxPaths`; none if there is no path. */
  readonly shortest: readonly PolicyPath[]
  /** A shortest path of requests that are always granted; null if conditions decide on all. */
  readonly granted: PolicyPath | null
  /** All classes between the two, on paths of any length. */
  readonly over: readonly string[]
}

/** Requests one after the other: each goes on from the server of the one before. */
export type PolicyPath = readonly PolicyEdge[]

/** The paths of requests from class `from` to class `to`. No class reaches itself over none. */
export function paths(analysis: Analysis, from: string, to: string): Reachability {
  const { edges } = graphOf(analysis, { core: true })
  const graph = new Adjacency(edges.filter(({ source, destination }) => source !== destination))
  const sure = new Adjacency(graph.edges.filter(({ verdict }) => verdict === 'granted'))
  const before = graph.reachable(from, to, 'destination')
  const behind = graph.reachable(to, from, 'source')
  return {
    shortest: graph.shortest(from, to, maxPaths),
    granted: sure.shortest(from, to, 1)[0] ?? null,
    over: [...before].filter((name) => name !== from && name !== to && behind.has(name)),
  }
}

class Adjacency {
  readonly edges: readonly PolicyEdge[]
  readonly #by: Readonly<Record<'source' | 'destination', ReadonlyMap<string, PolicyEdge[]>>>

  constructor(edges: readonly PolicyEdge[]) {
    this.edges = edges
    this.#by = {
      source: groupBy(edges, ({ source }) => source),
      destination: groupBy(edges, ({ destination }) => destination),
    }
  }

  /** Classes that are reached from `start` along edges, or against them, and not through `end`. */
  reachable(start: string, end: string, towards: 'source' | 'destination'): Set<string> {
    const from = towards === 'source' ? 'destination' : 'source'
    const found = new Set([start])
    for (const name of found) {
      if (name === end) continue
      for (const edge of this.#by[from].get(name) ?? []) found.add(edge[towards])
    }
    return found
  }

  /** The shortest paths, at most `limit`. */
  shortest(from: string, to: string, limit: number): PolicyPath[] {
    const distances = this.#distances(to)
    const length = distances.get(from)
    if (length === undefined || length === 0) return []
    return this.#along(from, length, distances, limit)
  }

  #along(
    from: string,
    length: number,
    distances: ReadonlyMap<string, number>,
    limit: number,
  ): PolicyPath[] {
    if (length === 0) return [[]]
    const found: PolicyPath[] = []
    for (const edge of this.#by.source.get(from) ?? []) {
      if (found.length === limit) break
      if (distances.get(edge.destination) !== length - 1) continue
      const rest = this.#along(edge.destination, length - 1, distances, limit - found.length)
      found.push(...rest.map((path) => [edge, ...path]))
    }
    return found
  }

  // How many requests each class is away from `to`.
  #distances(to: string): Map<string, number> {
    const distances = new Map([[to, 0]])
    for (const [name, distance] of distances)
      for (const { source } of this.#by.destination.get(name) ?? [])
        if (!distances.has(source)) distances.set(source, distance + 1)
    return distances
  }
}

/** A path as text, an arrow for each request: `A -> B ?> C`, where conditions decide about `?>`. */
export function formatPath(path: PolicyPath): string {
  const steps = path.map(
    ({ destination, verdict }) => `${verdict === 'granted' ? '->' : '?>'} ${destination}`,
  )
  return [path[0]?.source ?? '', ...steps].join(' ')
}
