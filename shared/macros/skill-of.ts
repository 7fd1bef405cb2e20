/** The ability that a skill step names, and what it is given. */
export function skillOf(action: string): { skill: string; input: string } {
  const [, skill = '', input = ''] = /^(\S*)\s*(.*)$/su.exec(action.trim()) ?? [];
  return { skill: skill.toLowerCase(), input };
}
