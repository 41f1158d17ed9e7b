// `describeSolution`: what the folder of a solution says, read and checked together.

import { join, resolve } from 'node:path'
import {
  type Component,
  type Diagnostic,
  type FileAccess,
  lastPart,
  loadProject,
  notPublic,
  pathOfName,
  type Project,
} from '@kos/idl-compiler'
import { Diagnostics } from '@kos/idl-compiler/text'
import { coreClass, initClass } from '@kos/security'
import { type LoadedPolicy, loadPolicy } from '@kos/security/psl'
import { declaredFiles } from './declared-files.ts'
import type {
  DescribeOptions,
  FilesByProcess,
  ProcessDescription,
  SolutionDescription,
} from './description.ts'
import type { SolutionCode } from './codes.ts'
import { FolderFiles } from './folder-files.ts'
import { HeaderTexts } from './header-texts.ts'
import { type InitFile, readInit } from './init-file.ts'
import { type KosJson, readKosJson, type TemplateParts } from './kos-json.ts'
import { checkConfig } from './config-checks.ts'
import { checkPolicy } from './policy-checks.ts'
import {
  type CheckedFolder,
  checkProcesses,
  type FoundProcess,
  programsIn,
} from './process-checks.ts'
import { inputsOfMachine, type MachineDescription, readMachine } from './machine-file.ts'
import { type ProcessNode, textsOf } from './process-node.ts'
import { ProgramFiles } from './program-files.ts'
import { systemFiles } from './system-files.ts'

// In the folder, or where a project that CMake builds has them.
const initPaths: readonly string[] = [
  'init.yaml',
  'init.yaml.in',
  'einit/src/init.yaml',
  'einit/src/init.yaml.in',
]
const policyPaths: readonly string[] = [
  'security.psl',
  'security.psl.in',
  'einit/src/security.psl',
  'einit/src/security.psl.in',
]

/**
 * Reads and checks the solution in `folder`: init.yaml, EDL, CDL and IDL files, the policy, and
 * kos.json. Loads no program. What is wrong is `diagnostics` of the answer.
 */
export function describeSolution(
  folder: string,
  options: DescribeOptions = {},
): SolutionDescription {
  return new FolderReader(folder, options).read()
}

class FolderReader {
  readonly #diagnostics: Diagnostics = new Diagnostics()
  readonly #files: FolderFiles
  readonly #config: KosJson
  readonly #given: FilesByProcess
  /** The machine file that was asked for; null for that of the folder. */
  readonly #machinePath: string | null
  /** Files that disks are given, by the names of these. */
  readonly #disks: ReadonlyMap<string, string>
  readonly #roots: readonly string[]
  readonly #access: FileAccess

  constructor(folder: string, options: DescribeOptions) {
    const { cwd = process.cwd(), include = [], modules = [], variables = {} } = options
    this.#given = resolvedFiles(options.files ?? {}, cwd)
    const disks = mapped(options.disks ?? {}, (path) => resolve(cwd, path))
    this.#disks = new Map(Object.entries(disks))
    this.#machinePath = options.machine === undefined ? null : resolve(cwd, options.machine)
    this.#files = new FolderFiles(folder, cwd)
    const config = readKosJson(this.#files, this.#diagnostics)
    this.#config = { ...config, variables: { ...config.variables, ...variables } }
    this.#roots = [
      ...include.map((each) => resolve(cwd, each)),
      ...config.include.map(({ text }) => resolve(this.#files.folder, text)),
    ]
    const { read, identity, declaring } = this.#files
    this.#access = {
      read,
      identity,
      declaring,
      roots: this.#roots.map((root) => this.#files.shown(root)),
      modules: [...modules, ...config.modules],
      system: systemFiles,
    }
  }

  read(): SolutionDescription {
    const headers = new HeaderTexts(this.#files, this.#roots)
    const parts = this.#config.parts(headers)
    const { processes: nodes, isComplete } = this.#init(headers, parts)
    const programs = new ProgramFiles(this.#files, this.#config)
    const processes = nodes.map((node) => ({
      name: nameOf(node),
      node,
      program: programs.find(node),
    }))
    const project = this.#project(nodes)
    const policy = this.#policy(parts, project)
    const einit = programs.einit()
    const classes = classesOf(project)
    const otherPrograms = this.#otherPrograms(classes, processes, programs)
    const checked: CheckedFolder = {
      files: this.#files,
      config: this.#config,
      programs,
      processes,
      isComplete,
      classes,
      otherPrograms,
      isPublic: ({ file }) => notPublic(file.source.path, this.#access) === null,
      einit,
      diagnostics: this.#diagnostics,
    }
    checkProcesses(checked)
    checkConfig(checked)
    const files = declaredFiles(checked, this.#given)
    if (policy !== null && !policy.hasErrors) checkPolicy(policy, processes, this.#diagnostics)
    const machine = this.#machine()
    return this.#description({
      processes,
      project,
      policy,
      einit,
      otherPrograms,
      classes,
      files,
      machine,
    })
  }

  #description(
    parts: Omit<SolutionDescription, 'folder' | 'processes' | 'generated' | 'inputs' | Checked> & {
      readonly processes: readonly FoundProcess[]
    },
  ): SolutionDescription {
    const { project, policy } = parts
    const diagnostics = distinct([
      ...this.#diagnostics.list,
      ...project.diagnostics,
      ...(policy?.diagnostics ?? []),
    ])
    const dumpable = this.#config.dumpable.map(({ text }) => text)
    return Object.freeze<SolutionDescription>({
      ...parts,
      folder: this.#files.folder,
      processes: parts.processes.map((process) => describeProcess(process, dumpable)),
      generated: this.#generated(),
      inputs: inputsOf(this.#files, parts),
      diagnostics,
      hasErrors: diagnostics.some(({ severity }) => severity === 'error'),
    })
  }

  #init(headers: HeaderTexts, parts: TemplateParts): InitFile {
    const path = this.#chosen(this.#config.init, initPaths)
    const text = path === null ? null : this.#files.text(path)
    if (path !== null && text !== null)
      return readInit(
        this.#files.shown(path),
        text,
        { ...this.#config, ...parts },
        headers,
        this.#diagnostics,
      )
    if (this.#config.init === null)
      this.#diagnostics.missing(this.#files.shown(join(this.#files.folder, 'init.yaml')), initCode)
    return { processes: [], isComplete: false }
  }

  /** The programs of classes of the folder that no process is of. */
  #otherPrograms(
    classes: ReadonlyMap<string, Component>,
    processes: readonly FoundProcess[],
    programs: ProgramFiles,
  ): ReadonlyMap<string, string> {
    const used = new Set([
      initClass,
      coreClass,
      ...processes.map(({ node }) => node.className.text),
    ])
    const found = new Map<string, string>()
    for (const name of classes.keys()) {
      const path = used.has(name) ? null : programs.findOfClass(name)
      if (path !== null) found.set(name, path)
    }
    return found
  }

  // The classes of processes that the folder does not declare may be those of the system.
  #project(nodes: readonly ProcessNode[]): Project {
    const system = nodes
      .map(({ className }) => className.text)
      .filter((name) => this.#files.declaring(name, 'edl') === null)
      .map((name) => pathOfName(name, 'edl'))
      .filter((path) => systemFiles.read(path) !== null)
    const paths = [...new Set(system)].map((path) => `${systemFiles.root}/${path}`)
    return loadProject([...this.#files.interfaces, ...paths], this.#access)
  }

  #policy({ externalEntities }: TemplateParts, project: Project): LoadedPolicy | null {
    const path = this.#chosen(this.#config.policy, policyPaths)
    if (path === null || this.#files.text(path) === null) {
      if (this.#config.policy === null) this.#reportNoPolicy()
      return null
    }
    const external = externalEntities.map(({ className }) => className.text)
    return loadPolicy(this.#files.shown(path), {
      ...this.#access,
      ...(project.hasErrors ? {} : { project }),
      externalEntities: [...new Set(external)],
      variables: this.#config.variables,
    })
  }

  #machine(): MachineDescription | null {
    const asked = this.#machinePath
    const path = asked ?? this.#chosen(this.#config.machine, ['machine.yaml'])
    if (path === null) return null
    if (this.#files.has(path)) return readMachine(path, this.#files, this.#disks, this.#diagnostics)
    if (asked !== null) this.#diagnostics.missing(this.#files.shown(path), 'missing-file')
    return null
  }

  #reportNoPolicy(): void {
    const { folder } = this.#files
    const path = initPaths.map((name) => join(folder, name))
    const init = path.find((each) => this.#files.text(each) !== null)
    if (init === undefined) return
    const source = this.#files.source(init)
    const message = 'the folder has no security.psl: nothing is allowed, not even a start'
    const hint = 'write security.psl, or say in kos.json where it is: "policy"'
    const span = { start: 0, end: source.lineText(1).length }
    this.#diagnostics.warning(source, span, message, hint, policyCode)
  }

  /** The file that kos.json names, else the first of these that is there; null if none is. */
  #chosen(said: KosJson['init'], names: readonly string[]): string | null {
    const { folder } = this.#files
    if (said === null)
      return names.map((name) => join(folder, name)).find((each) => this.#files.has(each)) ?? null
    const path = resolve(folder, said.text)
    if (!this.#files.has(path))
      said.file.error(said.span, `there is no file ${said.text}`, 'missing-file')
    return path
  }

  #generated(): string {
    const { folder } = this.#files
    const said = this.#config.generated?.text
    if (said !== undefined) return resolve(folder, said)
    const programs = this.#config.programFolder?.text ?? 'src'
    const isInside = this.#files.hasFolder(resolve(folder, programs))
    return resolve(folder, isInside ? programs : '.', 'generated')
  }
}

function resolvedFiles(files: FilesByProcess, cwd: string): FilesByProcess {
  const resolved = (paths: FilesByProcess[string]): FilesByProcess[string] =>
    mapped(paths, (path) => resolve(cwd, path))
  return mapped(files, resolved)
}

function mapped<T>(
  values: Readonly<Record<string, T>>,
  change: (value: T) => T,
): Record<string, T> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]))
}

function nameOf({ task, className }: ProcessNode): string {
  return task?.text ?? className.text
}

function describeProcess(
  { name, node, program }: FoundProcess,
  dumpable: readonly string[],
): ProcessDescription {
  const { className, path, args, env, span, file } = node
  const last = lastPart(className.text)
  const connections = node.connections.flatMap(({ target, id }) =>
    id === null
      ? []
      : [{ target: target.text, id: id.text, place: placeOf(target.file, target.span.start) }],
  )
  return Object.freeze<ProcessDescription>({
    name,
    className: className.text,
    path: path?.text ?? last,
    args,
    env: textsOf(env),
    connections,
    place: placeOf(file, span.start),
    program: program.path,
    isSystem: program.isSystem,
    isDumpable: dumpable.includes(name),
  })
}

type Checked = 'diagnostics' | 'hasErrors'

/** All files that were read, and those that a kernel will need. */
function inputsOf(
  { inputs }: FolderFiles,
  parts: Parameters<typeof programsIn>[0] & Pick<SolutionDescription, 'files' | 'machine'>,
): readonly string[] {
  const declared = [...parts.files.values()].flatMap((byName) => [...byName.values()])
  const ofMachine = parts.machine === null ? [] : inputsOfMachine(parts.machine)
  return [...new Set([...inputs, ...programsIn(parts), ...declared, ...ofMachine])]
}

function placeOf({ source }: ProcessNode['file'], offset: number): ProcessDescription['place'] {
  return { path: source.path, ...source.position(offset) }
}

function classesOf({ components }: Project): ReadonlyMap<string, Component> {
  return new Map(
    components.filter(({ kind }) => kind === 'edl').map((component) => [component.name, component]),
  )
}

// The policy reads interface files as well.
function distinct(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...new Map(diagnostics.map((each) => [JSON.stringify(each), each])).values()]
}

const initCode = 'missing-init' satisfies SolutionCode
const policyCode = 'missing-policy' satisfies SolutionCode
