-- Which tasks do people like, category by category? Of those that were rated, from 1 to 5; `completion_rate` is of all
-- that they said something of.
-- Parameters: from, until (TIMESTAMP).
SELECT
  category,
  COUNT(DISTINCT user_id) AS people,
  COUNT(rating) AS ratings,
  AVG(rating) AS average_rating,
  COUNTIF(rating >= 4) / NULLIF(COUNT(rating), 0) AS satisfied_share,
  COUNTIF(completed) / COUNT(*) AS completion_rate
FROM task_feedback_unique
WHERE created_at >= @from AND created_at < @until
GROUP BY category
ORDER BY average_rating DESC, category
