from django.urls import path

from escalera.faces.desk.settings.calendars import again, days, timetables, views, year

urlpatterns = [
    path("", views.show, name="settings-calendars"),
    path("new/", views.edit, name="settings-calendar-new"),
    path("<int:calendar>/", views.edit, name="settings-calendar"),
    path("<int:calendar>/remove/", views.remove, name="settings-calendar-remove"),
    path("<int:calendar>/year/", year.show, name="settings-year"),
    path("<int:calendar>/timetables/new/", timetables.edit, name="settings-timetable-new"),
    path("<int:calendar>/timetables/<int:timetable>/", timetables.edit, name="settings-timetable"),
    path("<int:calendar>/timetables/<int:timetable>/remove/", timetables.remove, name="settings-timetable-remove"),
    path("<int:calendar>/again/", again.show, name="settings-calendar-again"),
    path("<int:calendar>/days/", days.show, name="settings-days"),
    path("<int:calendar>/days/add/", days.add, name="settings-day-add"),
    path("<int:calendar>/days/clear/", days.clear, name="settings-day-clear"),
    path("<int:calendar>/days/forget/", days.forget, name="settings-days-forget"),
    path("<int:calendar>/days/file/", days.upload, name="settings-days-file"),
    path("<int:calendar>/days/country/", days.take, name="settings-days-country"),
]
