-- How varied is what each person buys, week by week?
-- `new_share` is the share of a week's purchases that are of a product the person had never bought before.
-- Parameters: from, until (TIMESTAMP). Weeks begin on Monday, in UTC.
WITH purchases AS (
  SELECT
    user_id,
    event_timestamp,
    product_id,
    JSON_VALUE(raw_event_data, '$.category') AS category,
    JSON_VALUE(raw_event_data, '$.brand') AS brand,
    ROW_NUMBER() OVER (PARTITION BY user_id, product_id ORDER BY event_timestamp, event_id) = 1 AS is_first
  FROM raw_user_actions_unique
  WHERE event_type = 'purchase' AND event_timestamp < @until
)
SELECT
  user_id,
  DATE_TRUNC(DATE(event_timestamp), ISOWEEK) AS week,
  COUNT(*) AS purchases,
  COUNT(DISTINCT product_id) AS products,
  COUNT(DISTINCT category) AS categories,
  COUNT(DISTINCT brand) AS brands,
  COUNTIF(is_first) / COUNT(*) AS new_share
FROM purchases
WHERE event_timestamp >= @from
GROUP BY user_id, week
ORDER BY user_id, week
