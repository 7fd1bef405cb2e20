-- How varied are the tasks that each person is given, week by week?
-- `repeated_share` is the share of a week's choices that are of a task chosen earlier in the same week.
-- Parameters: from, until (TIMESTAMP). Weeks begin on Monday, in UTC.
SELECT
  user_id,
  DATE_TRUNC(DATE(chosen_at), ISOWEEK) AS week,
  COUNT(*) AS choices,
  COUNT(DISTINCT task_id) AS tasks,
  COUNT(DISTINCT variation_group) AS variation_groups,
  1 - COUNT(DISTINCT task_id) / COUNT(*) AS repeated_share,
  COUNTIF(policy = 'adaptive') / COUNT(*) AS adaptive_share
FROM task_choices_unique
WHERE chosen_at >= @from AND chosen_at < @until
GROUP BY user_id, week
ORDER BY user_id, week
