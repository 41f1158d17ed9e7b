// `loadProject`: files and all files that they mention, checked together.
//
// All files are parsed first, then names are resolved across them, then interfaces are checked. The
// errors of all files are reported.

import type { AnyInterface } from '@kos/idl'
import { type Diagnostic, Diagnostics, type NameNode } from './text/index.ts'
import type { ComponentFile, ConstNode, DeclarationNode, IdlFile, SyntaxFile } from './syntax.ts'
import { checkInterface } from './check-interface.ts'
import { checkIdentifier } from './check-names.ts'
import { ConstantChecker } from './check-constants.ts'
import { TypeChecker } from './check-types.ts'
import type { ModuleDraft } from './symbols.ts'
import { ComponentChecker } from './component.ts'
import { type FileAccess, FileLoader } from './files.ts'
import type { CheckedInterface, Component, Constant, DeclaredType, Module } from './module.ts'
import { fileKind } from './parse.ts'
import { lastPart } from './paths.ts'
import { keepProject, knownProject } from './system-projects.ts'

/** Checked files. */
export interface Project {
  /**
   * All packages that were read, in the order of their dependencies. Declarations with errors are
   * left out.
   */
  readonly modules: readonly Module[]
  /**
   * The components and processes of the files that were asked for. Those with errors are left
   * out.
   */
  readonly components: readonly Component[]
  /** Errors and warnings. */
  readonly diagnostics: readonly Diagnostic[]
  /** Whether there are errors among the diagnostics. */
  readonly hasErrors: boolean
}

/**
 * Reads the files at `paths` (.idl, .cdl, .edl, with `/` between folders), and all that they
 * mention, and checks them. Throws TypeError for a path with another ending; a file that is not
 * there is a diagnostic.
 */
export function loadProject(paths: readonly string[], access: FileAccess): Project {
  const known = knownProject(paths, access)
  if (known !== null) return known
  const loader = new ProjectLoader(access)
  const project = loader.load(paths)
  keepProject(paths, access, project, loader.files)
  return project
}

class ProjectLoader {
  readonly #diagnostics: Diagnostics = new Diagnostics()
  readonly #files: FileLoader
  readonly #drafts: Map<IdlFile, ModuleDraft> = new Map()
  readonly #modules: Map<ModuleDraft, Module> = new Map()
  readonly #constants: ConstantChecker
  readonly #types: TypeChecker

  constructor(access: FileAccess) {
    this.#files = new FileLoader(access, this.#diagnostics)
    this.#constants = new ConstantChecker(this.#diagnostics)
    this.#types = new TypeChecker(this.#constants, this.#diagnostics, (draft) =>
      this.#interfaceOf(draft),
    )
  }

  /** The files that were read. */
  get files(): readonly SyntaxFile[] {
    return this.#files.files
  }

  load(paths: readonly string[]): Project {
    const opened = paths.map((path) => this.#open(path)).filter((file) => file !== null)
    // A copy of a file is that file.
    const files = [...new Set(opened)]
    for (const file of files) if (file.kind !== 'edl') this.#checkFileName(file)
    for (const file of files) if (file.kind === 'idl') this.#draft(file)
    const checker = new ComponentChecker(this.#files, this.#diagnostics, (file) =>
      this.#draft(file),
    )
    const drafts = files.filter((file) => file.kind !== 'idl').map((file) => checker.draft(file))
    this.#checkPackagesOnce()
    for (const draft of this.#drafts.values()) this.#check(draft)
    this.#checkCycles()
    const modules = this.#inOrder()
    const components = drafts.map((draft) =>
      checker.check(draft, (each) => this.#modules.get(each) ?? null),
    )
    return {
      modules,
      components: components.filter((component) => component !== null),
      diagnostics: this.#diagnostics.list,
      hasErrors: this.#diagnostics.hasErrors,
    }
  }

  #open(path: string): SyntaxFile | null {
    const kind = fileKind(path)
    if (kind === null) throw new TypeError(`loadProject: ${path} is none of .idl, .cdl, .edl`)
    return this.#files.ask(path, kind)
  }

  // Folders may be flat, but a file is called as the last part of what it declares.
  #checkFileName({ kind, source, name }: IdlFile | ComponentFile): void {
    const own = `${lastPart(name.text)}.${kind}`
    if (name.text === '' || source.path.slice(source.path.lastIndexOf('/') + 1) === own) return
    const what = kind === 'idl' ? 'package' : 'component'
    const hint = `call the file ${own}, or change the ${what}`
    const message = `the ${what} ${name.text} does not belong into this file`
    this.#diagnostics.error(source, name, message, hint)
  }

  #draft(file: IdlFile): ModuleDraft {
    const known = this.#drafts.get(file)
    if (known !== undefined) return known
    const declarations = this.#declarations(file)
    const draft: ModuleDraft & { isBroken: boolean; lacksImports: boolean } = {
      file,
      declarations,
      imports: [],
      isBroken: file.isPartial,
      lacksImports: false,
      needs: new Set(),
    }
    this.#drafts.set(file, draft)
    this.#checkPackageName(file)
    for (const name of file.imports) {
      if (this.#isIdle(name, file)) continue
      const found = this.#import(name, file)
      if (found === null) draft.isBroken = draft.lacksImports = true
      else draft.imports.push(found)
    }
    return draft
  }

  /** Whether an import is redundant, which is reported. */
  #isIdle(name: NameNode, file: IdlFile): boolean {
    const isOwn = name.text === file.name.text
    if (!isOwn && file.imports.find(({ text }) => text === name.text) === name) return false
    const message = isOwn ? 'a package need not import itself' : `${name.text} is imported already`
    this.#diagnostics.warning(file.source, name, message, 'remove the import')
    return true
  }

  #import(name: NameNode, file: IdlFile): ModuleDraft | null {
    const found = this.#files.find(name, 'idl', file) as IdlFile | null
    if (found === null) return null
    if (found.name.text !== '' && found.name.text !== name.text) {
      const message = `${found.source.path} holds the package ${found.name.text}, not ${name.text}`
      this.#diagnostics.error(file.source, name, message)
    }
    return this.#draft(found)
  }

  #checkPackageName({ name, source }: IdlFile): void {
    if (name.text === '' || /^[A-Z]/.test(lastPart(name.text))) return
    const last = lastPart(name.text)
    const better = name.text.slice(0, -last.length) + last.slice(0, 1).toUpperCase() + last.slice(1)
    this.#diagnostics.error(
      source,
      name,
      'the last part of the name of a package begins with an upper-case letter',
      `call it ${better}`,
    )
  }

  #checkPackagesOnce(): void {
    const seen = new Map<string, IdlFile>()
    for (const { file } of this.#drafts.values()) {
      const first = seen.get(file.name.text)
      if (first === undefined) seen.set(file.name.text, file)
      else
        this.#diagnostics.error(
          file.source,
          file.name,
          `the package ${file.name.text} is in ${first.source.path} already`,
        )
    }
  }

  #declarations(file: IdlFile): ReadonlyMap<string, DeclarationNode> {
    const { source, declarations } = file
    const byName = new Map<string, DeclarationNode>()
    for (const node of declarations) {
      const { name } = node
      checkIdentifier(name, 'a declaration', source, this.#diagnostics)
      const first = byName.get(name.text)
      if (first === undefined) byName.set(name.text, node)
      else {
        const hint = `the first one is in line ${source.lineOf(first.name.start)}`
        this.#diagnostics.error(source, name, `${name.text} is declared already`, hint)
      }
    }
    return byName
  }

  #check(draft: ModuleDraft): void {
    const constants = new Map<string, Constant>()
    const types = new Map<string, DeclaredType>()
    const checked: { interface: CheckedInterface | null } = { interface: null }
    const { file, imports } = draft
    const modules = this.#modules
    const module: Module = {
      name: file.name.text,
      file,
      get imports() {
        return imports.map((each) => modules.get(each)).filter((each) => each !== undefined)
      },
      constants,
      types,
      get interface() {
        return checked.interface
      },
    }
    this.#modules.set(draft, module)
    for (const [name, node] of draft.declarations) {
      if (node.kind === 'const') this.#addConstant(constants, name, node, draft, module)
      else {
        const type = this.#types.declared(node, draft)
        if (type !== null) types.set(name, { module, node, type })
      }
    }
    if (file.interface !== null)
      checked.interface = checkInterface(file.interface, draft, this.#types, this.#diagnostics)
  }

  #addConstant(
    constants: Map<string, Constant>,
    name: string,
    node: ConstNode,
    draft: ModuleDraft,
    module: Module,
  ): void {
    const value = this.#constants.value(node, draft)
    const type = this.#constants.kind(node)
    if (value !== null && type !== null) constants.set(name, { module, node, type, value })
  }

  #interfaceOf(draft: ModuleDraft): AnyInterface | null {
    return this.#modules.get(draft)?.interface?.definition ?? null
  }

  /** Modules of packages that need each other's types could not initialise one after the other. */
  #checkCycles(): void {
    const done = new Set<ModuleDraft>()
    const visit = (draft: ModuleDraft, path: readonly ModuleDraft[]): void => {
      const start = path.indexOf(draft)
      if (start >= 0) return this.#reportCycle(path.slice(start))
      if (done.has(draft)) return
      for (const need of draft.needs) visit(need, [...path, draft])
      done.add(draft)
    }
    for (const draft of this.#drafts.values()) visit(draft, [])
  }

  #reportCycle(ring: readonly ModuleDraft[]): void {
    const { file } = ring[0]!
    const other = ring[1]!.file.name.text
    const place = file.imports.find(({ text }) => text === other) ?? file.name
    const names = ring.map((draft) => draft.file.name.text).join(' and ')
    this.#diagnostics.error(
      file.source,
      place,
      `${names} use types or constants of each other`,
      'move what both use into a package of its own',
    )
  }

  #inOrder(): Module[] {
    const ordered = new Set<ModuleDraft>()
    const visit = (draft: ModuleDraft, path: ReadonlySet<ModuleDraft>): void => {
      if (ordered.has(draft) || path.has(draft)) return
      for (const need of draft.needs) visit(need, new Set([...path, draft]))
      ordered.add(draft)
    }
    for (const draft of this.#drafts.values()) visit(draft, new Set())
    return [...ordered].map((draft) => this.#modules.get(draft)!)
  }
}
