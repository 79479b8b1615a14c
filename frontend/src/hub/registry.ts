/** Names controllers after their files: `chat/room_list_controller.ts` is `room-list`. */
import type { ControllerConstructor, Definition } from "@hotwired/stimulus";

export function identifierOf(path: string): string {
  const file = path.slice(path.lastIndexOf("/") + 1);
  return file.replace(/_controller\.ts$/, "").replaceAll("_", "-");
}

/** Takes what `import.meta.glob` returns. Throws for a module without a default export. */
export function controllersOf(modules: Record<string, unknown>): Definition[] {
  return Object.entries(modules).map(([path, module]) => {
    const found = (module as { default?: ControllerConstructor }).default;
    if (!found) throw new Error(`${path} has no default export`);
    return { identifier: identifierOf(path), controllerConstructor: found };
  });
}
