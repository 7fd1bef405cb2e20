/** What is known of a conversation before it is read. */
export type TalkState = { updatedAt: number; isEmpty: boolean };

/** Whether a conversation has no memory, or one from before its last change; empty ones only where asked for. */
export function needsMemory(
  { updatedAt, isEmpty }: TalkState,
  memory: { conversationUpdatedAt: number } | undefined,
  { includeEmpty }: { includeEmpty: boolean },
): boolean {
  if (isEmpty && !includeEmpty) return false;
  return memory === undefined || memory.conversationUpdatedAt < updatedAt;
}
