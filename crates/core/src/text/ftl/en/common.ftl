# Words that every screen uses.

days = { $days ->
    [one] { $days } day
   *[other] { $days } days
}
