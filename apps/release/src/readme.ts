// The examples in a README: blocks of TypeScript that are whole files, which is what begins with an
// import. Others are pieces of something that the tests of their package hold.

/** A block of TypeScript that is a file. */
export interface Example {
  /** The README's package and the number of the block: `kernel-1`. */
  readonly id: string
  readonly text: string
  /** Whether vitest runs it. */
  readonly isTest: boolean
  /** Whether it wants a broker and Node.js: it is run beside one by the tests of its package. */
  readonly needsBroker: boolean
}

/** The whole files among the blocks of a README. */
export function examplesOf(readme: string, name: string): readonly Example[] {
  return Array.from(readme.matchAll(/^```ts\n(.*?)^```$/gms), ([, text = ''], index) => ({
    id: `${name}-${index + 1}`,
    text,
    isTest: text.includes("from 'vitest'"),
    needsBroker: text.includes("from '@kos/messagebus-"),
  })).filter(({ text }) => text.startsWith('import '))
}

/** The interface files in a README, by their paths below `resources`. */
export function interfaceFilesOf(readme: string): ReadonlyMap<string, string> {
  const blocks = Array.from(readme.matchAll(/^```\n(.*?)^```$/gms), ([, text = '']) => text)
  const named = blocks.flatMap((text): [string, string][] => {
    const [, kind, path = ''] = /^(package|entity) ([\w.]+)\n/.exec(text) ?? []
    if (kind === undefined) return []
    const [file] = path.split('.').slice(-1)
    return [[kind === 'package' ? `${path.replaceAll('.', '/')}.idl` : `edl/${file}.edl`, text]]
  })
  return new Map(named)
}

/** The pictures that a README shows, as paths from its folder. */
export function picturesOf(readme: string): readonly string[] {
  return Array.from(readme.matchAll(/!\[[^\]]*\]\(([^):]+)\)/g), ([, path = '']) => path)
}
