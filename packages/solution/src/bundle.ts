// Programs as single modules, one each, made by esbuild: their own files, generated modules and
// packages are inside; modules of kos are those of the kernel; built-ins of Node.js stay imports.
//
// Each program has its own instance of all that it imports, as processes have: what programs share
// is what they send each other.

import { join, posix, relative, resolve, sep } from 'node:path'
import { build, type BuildFailure, type Message, type Plugin } from 'esbuild'
import type { SolutionDescription } from './description.ts'
import { generatedPath, type GeneratedModules } from './generated-modules.ts'
import { kosModule, kosModuleText } from './kos-modules.ts'
import { moduleFolders } from './program-modules.ts'

/** The module of one program. */
export interface ProgramBundle {
  /** The file of the program, by its absolute path. */
  readonly program: string
  /** With an inline source map. */
  readonly text: string
}

/** Programs that were bundled; none if there are errors. */
export interface Bundles {
  readonly programs: readonly ProgramBundle[]
  /** The files that were read, by their absolute paths. */
  readonly inputs: readonly string[]
  readonly errors: readonly Message[]
  readonly warnings: readonly Message[]
}

/** Bundles the programs at these absolute paths. */
export async function bundlePrograms(
  paths: readonly string[],
  description: SolutionDescription,
  generated: GeneratedModules['texts'],
): Promise<Bundles> {
  if (paths.length === 0) return { programs: [], inputs: [], errors: [], warnings: [] }
  const { folder } = description
  // Any folder of modules is as deep.
  const outFolder = join(moduleFolders(), 'kos')
  try {
    const { outputFiles, metafile, warnings } = await build({
      entryPoints: paths.map((path, i) => ({ in: path, out: String(i) })),
      bundle: true,
      write: false,
      metafile: true,
      platform: 'node',
      format: 'esm',
      target: `node${process.versions.node}`,
      // Node.js reads maps while it loads modules, so nothing is left behind for them.
      sourcemap: 'inline',
      // Programs are read in their files; their texts would make maps four times as large.
      sourcesContent: false,
      outdir: outFolder,
      outExtension: { '.js': '.mjs' },
      absWorkingDir: folder,
      logLevel: 'silent',
      // Packages in CommonJS require built-ins.
      banner: { js: requireBanner },
      plugins: [kosPlugin(), generatedPlugin(description, generated)],
    })
    const texts = new Map(outputFiles.map(({ path, text }) => [path, text]))
    const programs = paths.map((program, i) => {
      return { program, text: texts.get(resolve(outFolder, `${i}.mjs`)) as string }
    })
    const inputs = Object.keys(metafile.inputs).filter((path) => !isVirtual(path))
    return { programs, inputs: inputs.map((path) => resolve(folder, path)), errors: [], warnings }
  } catch (error) {
    if (!isBuildFailure(error)) throw error
    const { errors, warnings } = error
    return { programs: [], inputs: paths, errors, warnings }
  }
}

const requireBanner =
  "import { createRequire as $createRequire } from 'node:module'; " +
  'const require = $createRequire(import.meta.url);'

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && 'warnings' in error
}

function isVirtual(path: string): boolean {
  return /^(kos|generated):/.test(path)
}

function kosPlugin(): Plugin {
  return {
    name: 'kos',
    setup(build) {
      // What is no module of kos here is searched for as any package is.
      build.onResolve({ filter: /^@kos\// }, async ({ path }) =>
        (await kosModule(path)) === null ? null : { path, namespace: 'kos', sideEffects: false },
      )
      build.onLoad({ filter: /.*/, namespace: 'kos' }, async ({ path }) => ({
        contents: kosModuleText(path, (await kosModule(path)) ?? {}),
        loader: 'js',
      }))
    },
  }
}

function generatedPlugin(
  { folder, generated: ownFolder }: SolutionDescription,
  texts: GeneratedModules['texts'],
): Plugin {
  return {
    name: 'generated',
    setup(build) {
      build.onResolve({ filter: /^\.{1,2}\// }, ({ path, importer, namespace, resolveDir }) => {
        const inside =
          namespace === 'generated'
            ? posix.join(posix.dirname(importer), path)
            : insideGenerated(resolve(resolveDir, path), folder, ownFolder)
        const found = inside === null ? undefined : generatedPath(inside, texts)
        return found === undefined ? null : { path: found, namespace: 'generated' }
      })
      build.onLoad({ filter: /.*/, namespace: 'generated' }, ({ path }) => ({
        contents: texts.get(path) as string,
        loader: 'ts',
      }))
    },
  }
}

/**
 * The path in the folder of generated modules; null for a path that is not in it. That is the one
 * that they are written to, and any folder `generated` of the solution.
 */
export function insideGenerated(path: string, folder: string, ownFolder: string): string | null {
  const own = slashed(relative(ownFolder, path))
  if (!own.startsWith('../')) return own
  const inside = `/${slashed(relative(folder, path))}`
  const at = inside.lastIndexOf('/generated/')
  return at < 0 ? null : inside.slice(at + '/generated/'.length)
}

function slashed(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/')
}
